import { patternText, type TextForm } from "../text/Form.ts"
import type { ConfigProblem } from "./ConfigProblem.ts"

/** Words that already mean something where an env's name stands, so that no workload may carry them. */
export const reservedNames: ReadonlyArray<string> = ["devops", "app", "session"]

const pattern = /^[a-z][a-z0-9]*([-_][a-z0-9]+)*$/u
const maxLength = 32
const expected = `an env name (lower-case letters and digits, parts joined by - or _, starting with a letter, at most ${maxLength})`

/** A workload env's name, such as `sbx`, `tst`, `prd` or `prd-eu`. */
export const EnvName: TextForm = patternText(pattern, expected, {
  maxLength,
  except: { texts: reservedNames, expected: `an env name other than ${reservedNames.join(", ")}` }
})

/** The beginning of an env's variables: `PRD_EU` for `prd-eu`. */
export const variablePrefix = (env: string): string => env.replaceAll("-", "_").toUpperCase()

/** What is wrong with a set of env names taken together; none for a good set. */
export const envNameProblems = (names: ReadonlyArray<string>): ReadonlyArray<Omit<ConfigProblem, "path">> => {
  const byPrefix = new Map<string, string>()
  const problems: Array<Omit<ConfigProblem, "path">> = []
  for (const name of names) {
    const found = `"${name.slice(0, 2 * maxLength)}"`
    if (reservedNames.includes(name)) {
      problems.push({
        expected: "a word that has no meaning of its own",
        found: `${found}, which cannot name a workload`,
        next: "Choose another name."
      })
    } else if (!pattern.test(name) || name.length > maxLength) {
      problems.push({
        expected: `lower-case letters and digits, in parts joined by - or _, starting with a letter, at most ${maxLength} characters`,
        found: `${found}, which is not an env name`,
        next: "Choose another name."
      })
    } else {
      const prefix = variablePrefix(name)
      const other = byPrefix.get(prefix)
      if (other !== undefined && other !== name) {
        problems.push({
          expected: "names whose variables differ",
          found: `"${other}" and "${name}", which would share the variables ${prefix}_…`,
          next: "Rename one of them."
        })
      }
      byPrefix.set(prefix, name)
    }
  }
  return problems
}
