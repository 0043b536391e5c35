/** Text without the mark that some editors and shells put at the beginning of a file in UTF-8. */
export const withoutMark = (text: string): string => text.replace(/^\ufeff/, '')
