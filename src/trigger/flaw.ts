/** Something about a pattern: `dead` means that no event can ever match, `suspicious` that it is probably not meant so. */
export interface Flaw {
  kind: 'dead' | 'suspicious'
  /** Completes "The event pattern of rule X ...": `names "detailType", which no event has; did you mean "detail-type"?` */
  says: string
  /** What was seen, quoted with its place. */
  because: string
}
