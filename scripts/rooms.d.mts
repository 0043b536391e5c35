/** Name of each room of src and what is in it, from the top down. */
export const ROOMS: readonly (readonly [room: string, what: string])[]
export function forbiddenTo(room: string): readonly string[]
