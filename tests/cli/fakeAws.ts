import { chmodSync, mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"

/** The AWS CLI's place is taken by a program that writes down how it was called, and does what the script says. */
export const fakeAws = (folder: string, script: string): string => {
  const bin = join(folder, "bin")
  mkdirSync(bin, { recursive: true })
  writeFileSync(join(bin, "aws"), `#!/bin/sh\nprintf '%s\\n' "$*" >> '${folder}/called'\n${script}\n`)
  chmodSync(join(bin, "aws"), 0o755)
  return `${bin}:/usr/bin:/bin`
}
