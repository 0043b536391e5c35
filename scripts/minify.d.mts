/** How the bundle is made smaller. */
export const minify: { mangle: { keepNames: boolean }; compress: boolean; codegen: { removeWhitespace: boolean } }
