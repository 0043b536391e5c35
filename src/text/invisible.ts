/**
 * One character that has no shape of its own on a screen: control, formatting (bidi, zero width, tags), line and paragraph
 * separators, halves of surrogate pairs, and code points that Unicode has not assigned, which a newer terminal may hide.
 */
export const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Cn}]/u
