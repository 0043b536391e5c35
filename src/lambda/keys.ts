import type { Settings } from './settings.js'

type Where = Pick<Settings, 'prefix'>

/** Below which the results of all runs are. */
export const runsPrefix = ({ prefix }: Where): string => `${prefix}/`

/** Below which the results of one run are. */
const runPrefix = (where: Where, run: string): string => `${runsPrefix(where)}${run}/`

/** The accounts and Regions that a run is to scan. */
export const itemsKey = (where: Where, run: string): string => `${runPrefix(where, run)}items.json`

/** What else there is to say of a plan. */
export const planKey = (where: Where, run: string): string => `${runPrefix(where, run)}plan.json`

/** What was found in one account and Region: one whole report a line, then the summary. */
export const partKey = (where: Where, place: { run: string; account: string; region: string }): string =>
  `${runPrefix(where, place.run)}${place.account}/${place.region}.ndjson`

/** The joined summary of a run. */
export const summaryKey = (where: Where, run: string, format: string): string =>
  `${runPrefix(where, run)}summary.${format}`
