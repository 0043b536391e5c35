/**
 * Packages that a bundled oclif names and never calls: it finds plugins and commands by patterns only where there is no
 * manifest, and draws spinners only for commands that ask for one. What is called all the same says so.
 */
const CALLED = {
  minimatch: 'minimatch',
  tinyglobby: 'glob',
}

export const leftOut = {
  name: 'left-out',
  resolveId: {
    filter: { id: /^(minimatch|tinyglobby|cli-spinners)$/ },
    handler: (id) => ({ id: `left-out:${id}`, moduleSideEffects: false }),
  },
  load: {
    filter: { id: /^left-out:/ },
    handler(id) {
      const name = id.slice('left-out:'.length)
      const called = CALLED[name]
      if (called === undefined) return 'export default { random: { frames: ["-"] } }'
      return `export const ${called} = () => { throw new Error('${name} is not in the bundle of eb-doctor') }`
    },
  },
}
