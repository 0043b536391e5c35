/** Where the page about a finding stands for everyone to read. */
export const docsOf = (code: string): string =>
  `https://github.com/eb-doctor/eb-doctor/blob/main/docs/findings/${code}.md`
