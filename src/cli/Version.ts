/** The package's version. A bundle has no `package.json` beside it; a test keeps the two equal. */
export const version = "0.1.0"
