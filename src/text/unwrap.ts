/** Joins the lines of a paragraph, so that prose can be wrapped in the code and once more for the reader's terminal. */
export const unwrap = (text: string): string => text.trim().replace(/(?<!\n)\n(?!\n)/g, ' ')
