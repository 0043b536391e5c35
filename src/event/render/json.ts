import { asciiJson } from '../../text/ascii-json.js'
import type { Json } from '../../text/json.js'
import type { EventReport } from '../report.js'

/** The report as JSON text, with no invisible characters, one line break at the end; members in the order of the type. */
export const renderEventJson = ({ schemaVersion, kind, tool, events, limits }: EventReport): string =>
  `${asciiJson({ schemaVersion, kind, tool, events, limits } as unknown as Json, 2)}\n`
