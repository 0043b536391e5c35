/** Lines `NAME REST` as a map. */
export const pairs = (lines: string): ReadonlyMap<string, string> =>
  new Map(
    lines.split('\n').map((line): [string, string] => {
      const at = line.indexOf(' ')
      return at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + 1)]
    }),
  )
