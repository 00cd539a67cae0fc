/** Values that a shell would take for more than values. */
export const hostile: ReadonlyArray<string> = [
  "it's; echo pwned",
  "$(echo pwned)",
  "`echo pwned`",
  'a"b\\c\\',
  "two\nlines\n",
  `\${HOME}`,
  "-n",
  "tab\there",
  "' && echo pwned && '",
  "’‘‚‛ quotes",
  "%PATH% !x! ^&|<>"
]
