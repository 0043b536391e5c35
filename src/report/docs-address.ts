/** Where the project lives. package.json and the published schema follow from this line; a test holds them to it. */
export const HOME = 'https://github.com/eb-doctor/eb-doctor'

/** Where the page about a finding stands for everyone to read. */
export const docsOf = (code: string): string => `${HOME}/blob/main/docs/findings/${code}.md`
