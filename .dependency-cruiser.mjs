import { forbiddenTo, ROOMS } from './scripts/rooms.mjs'

const PURE = ['iam', 'pattern']

export default {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-file-outside-a-room', severity: 'error', from: {}, to: { path: '^src/[^/]+$' } },
    ...ROOMS.filter(([room]) => forbiddenTo(room).length > 0).map(([room]) => ({
      name: `below-${room}`,
      comment: `src/${room} imports only from the rooms below it: see scripts/rooms.mjs.`,
      severity: 'error',
      from: { path: `^src/${room}/` },
      to: { path: `^src/(${forbiddenTo(room).join('|')})/` },
    })),
    {
      name: 'no-unknown-room',
      comment: 'A new room is entered in scripts/rooms.mjs, which says what may import it.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^src/', pathNot: `^src/(${ROOMS.map(([room]) => room).join('|')})/` },
    },
    ...PURE.map((room) => ({
      name: `${room}-is-pure`,
      comment: 'These rooms are published as libraries without dependencies.',
      severity: 'error',
      from: { path: `^src/${room}/` },
      to: { pathNot: [`^src/${room}/`, '^src/text/'] },
    })),
    {
      name: 'aws-sdk',
      comment: 'Only src/aws/live and two writers (fixes; results of the Lambda function) talk to AWS at run time.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/aws/(live|reads)/|^src/fixing/apply\\.ts$|^src/lambda/store\\.ts$' },
      to: { path: '@aws-sdk/|@smithy/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'parts-of-oclif',
      comment: 'The package as a whole loads all of oclif at every start: see docs/decisions/start-of-a-command.md.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '@oclif/core(/command)?$', dynamic: false },
    },
    {
      name: 'colour',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/report/' },
      to: { path: 'node_modules/ansis/' },
    },
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.mjs', '.json'] },
  },
}
