export function wordsOf(text: string): readonly string[]
export function writeWords(): void
