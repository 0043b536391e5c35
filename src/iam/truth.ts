/** Three values (Kleene): `maybe` stands for "depends on what nobody could tell us". */
export type Truth = 'yes' | 'no' | 'maybe'

const rank = { no: 0, maybe: 1, yes: 2 } as const

/** AND: the smallest of the values; `yes` for none. */
export function all(values: Iterable<Truth>): Truth {
  let least: Truth = 'yes'
  for (const value of values) {
    if (rank[value] < rank[least]) least = value
    if (least === 'no') break
  }
  return least
}

/** OR: the largest of the values; `no` for none. */
export function any(values: Iterable<Truth>): Truth {
  let most: Truth = 'no'
  for (const value of values) {
    if (rank[value] > rank[most]) most = value
    if (most === 'yes') break
  }
  return most
}

/** NOT: swaps yes and no. */
export function not(value: Truth): Truth {
  return value === 'yes' ? 'no' : value === 'no' ? 'yes' : 'maybe'
}

export function truth(value: boolean): Truth {
  return value ? 'yes' : 'no'
}
