/** "a Lambda function", "an SQS queue": by the sound that the name begins with, spelt-out letters included. */
export function withArticle(noun: string): string {
  const spelt = /^[AEFHILMNORSX](?=[A-Z0-9])/.test(noun)
  const vowel = /^[aeioAEIO]/.test(noun)
  return `${spelt || vowel ? 'an' : 'a'} ${noun}`
}
