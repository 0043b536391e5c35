/** The program that CHROMIUM names, or else the first on the PATH; undefined when there is none. */
export function findChromium(env?: NodeJS.ProcessEnv): string | undefined
