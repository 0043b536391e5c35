import fc from 'fast-check'

/**
 * Property tests draw the same cases on every run, so that a red test is red for everyone and stays red until it is fixed. A failure
 * prints its seed; `EB_DOCTOR_SEED=N npm test` draws the cases of another one. `npm run fresh-seeds` tries new ones.
 */
const DEFAULT_SEED = 1

const given = process.env['EB_DOCTOR_SEED']
const seed = given === undefined ? DEFAULT_SEED : Number(given)
if (!Number.isInteger(seed)) throw new Error(`EB_DOCTOR_SEED is "${given}", which is not a whole number.`)

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed })
