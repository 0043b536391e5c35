/** Partition, service and so on by position: `arn`, partition, service, region, account, resource. */
export type ArnParts = readonly [string, string, string, string, string, string]

/** Splits at colons, but not at those inside `${...}` where variables exist; the sixth piece keeps its own colons. */
export function splitAtColons(text: string, variables = true): string[] {
  const pieces: string[] = []
  let start = 0
  let from = 0
  let colon = text.indexOf(':')
  while (colon !== -1 && pieces.length < 5) {
    const open = variables ? text.indexOf('${', from) : -1
    const close = open === -1 || open > colon ? -1 : text.indexOf('}', open)
    if (close === -1) {
      pieces.push(text.slice(start, colon))
      start = colon + 1
      from = start
    } else from = close + 1
    colon = text.indexOf(':', from)
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
