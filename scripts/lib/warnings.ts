/** Which lines of a command's output are warnings that a user should not see. */

const warnings: ReadonlyArray<RegExp> = [
  /\b(Experimental|Deprecation)Warning\b/,
  /^\(node:\d+\)/,
  /^\s*(npm )?warn(ing)?\b/i,
  /\bWARN\b/,
  // What a test writes to its console, under Vitest's heading.
  /^(stdout|stderr) \| /
]

/** Expected, each for a reason. */
const expected: ReadonlyArray<{ readonly line: RegExp; readonly reason: string }> = [
  {
    line: /^npm warn EBADENGINE/i,
    reason: "npm runs on the machine's Node, which may be older than the one that it installs and then uses"
  },
  {
    line: /^warning\[unanalyzable-dynamic-import\]/,
    reason: "JSR cannot follow the import of a user's configuration file; scripts/check/arrows.ts allows no other one"
  }
]

// biome-ignore lint/suspicious/noControlCharactersInRegex: this is how a colour starts.
const colours = /\u001b\[[\d;]*m/g

/** The unexpected warnings in an output. */
export const warningsOf = (output: string): ReadonlyArray<string> =>
  output
    .replace(colours, "")
    .split("\n")
    .filter((text) => warnings.some((it) => it.test(text)) && !expected.some(({ line }) => line.test(text)))
