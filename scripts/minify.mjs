/**
 * How the bundle is made smaller: there is less to read at every start, and to download. Functions and classes keep their names,
 * so that a stack trace can be read.
 */
export const minify = { mangle: { keepNames: true }, compress: true, codegen: { removeWhitespace: true } }
