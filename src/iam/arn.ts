/** Partition, service and so on by position: `arn`, partition, service, region, account, resource. */
export type ArnParts = readonly [string, string, string, string, string, string]

/** Splits at colons, but not at those inside `${...}` where variables exist; the sixth piece keeps its own colons. */
export function splitAtColons(text: string, variables = true): string[] {
  const pieces: string[] = []
  let start = 0
  let inside = false
  for (let i = 0; i < text.length && pieces.length < 5; i++) {
    if (inside) inside = text[i] !== '}'
    else if (variables && text[i] === '$' && text[i + 1] === '{') inside = text.indexOf('}', i) !== -1
    else if (text[i] === ':') {
      pieces.push(text.slice(start, i))
      start = i + 1
    }
  }
  pieces.push(text.slice(start))
  return pieces
}

/**
 * The six parts of an ARN, or undefined when the text is none.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
 */
export function splitArn(text: string): ArnParts | undefined {
  const [arn, partition, service, region, account, resource] = splitAtColons(text, false)
  if (arn !== 'arn' || !partition || !service || region === undefined || account === undefined || !resource) return
  return [arn, partition, service, region, account, resource]
}
