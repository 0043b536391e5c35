// Two libraries do much as they are loaded that most runs never need. In the bundle it is done where it is first used
// (docs/decisions/start-of-a-command.md). Where a library's text is no longer of the form that is looked for, it stays as it is.

const OCLIF = /@oclif[\\/]core[\\/]lib[\\/](.+)$/

const NOTHING = '({})'
const UNWRAPPED = '({ default: (text) => text })'

/**
 * By file, what oclif's parser, flags and errors need only for parts that eb-doctor does not use, and what stands there
 * instead: it would bring all of oclif's help, or tables of colours and emoji to break the lines of a warning with.
 */
const INSTEAD = {
  'errors/index.js': { './handle': NOTHING },
  'errors/errors/cli.js': { 'wrap-ansi': UNWRAPPED },
  'errors/errors/pretty-print.js': { 'wrap-ansi': UNWRAPPED },
  'flags.js': { './help': NOTHING },
  'parser/index.js': { './help': NOTHING },
}

/** oclif's files name at their top every file that they may ever need, and CommonJS would run them all at once. */
export const oclifWhenUsed = {
  name: 'oclif-when-used',
  transform: {
    filter: { id: OCLIF },
    handler(code, id) {
      const instead = INSTEAD[OCLIF.exec(id)?.[1].replaceAll('\\', '/')] ?? {}
      return movedToUses(
        code,
        /^(?:const|var) (\w+_\d+) = ((?:__importDefault\()?require\("([^"]+)"\)\)?);$/gm,
        ([, , call, file]) => instead[file] ?? `(${call})`,
      )
    },
  },
}

/**
 * string-width makes tables of all characters, some 20 ms: most for its regular expressions, which V8 works through as soon
 * as it reads them. Only a text that is not plain needs them.
 */
export const widthsWhenUsed = {
  name: 'widths-when-used',
  transform: {
    filter: { id: /node_modules[\\/]string-width[\\/]index\.js$/ },
    handler: (code) =>
      movedToUses(
        code,
        /^const (\w+) = (new Intl\.Segmenter\(\)|\/(.+)\/([guv]+));$/gm,
        ([, name, made, pattern, flags]) =>
          `(made.${name} ??= ${pattern === undefined ? made : `new RegExp(${JSON.stringify(pattern)}, '${flags}')`})`,
        'const made = {};',
      ),
  },
}

/** The code without its definitions: each name that one defines is replaced, wherever it stands, by what `useOf` makes of the definition. */
function movedToUses(code, definition, useOf, before = '') {
  const uses = new Map([...code.matchAll(definition)].map((found) => [found[1], useOf(found)]))
  const rest = code.replace(definition, '')
  return { code: before + rest.replace(/\b\w+\b/g, (word) => uses.get(word) ?? word) }
}
