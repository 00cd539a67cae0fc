import { describeValue } from "../text/Describe.ts"

/** One mistake in a configuration, as facts: a message is made of them where it is shown, and nowhere else. */
export interface ConfigProblem {
  /** How the source calls the field: `workloads.sbx.accountId`, `SBX_AWS_ACCOUNT_ID`; empty for the source as a whole. */
  readonly path: string
  /** What is right there, as the end of "expected …". */
  readonly expected: string
  /** What is there, as the end of "found …", without secrets. */
  readonly found: string
  /** What to do about it, as a sentence. */
  readonly next: string
}

/** A value that is not what was expected, as a problem. */
export const notExpected = (
  path: string,
  expected: string,
  value: unknown,
  next = "Change the option."
): ConfigProblem => ({ path, expected, found: describeValue(value), next })

/** A variable whose source fails: the store behind a `ConfigProvider`, not the value. */
export const unreadable = (
  name: string,
  error: { readonly message: string; readonly grant?: string }
): ConfigProblem => ({
  path: name,
  expected: "a source that can be read",
  found: `one that cannot: ${error.message}`,
  next: error.grant ?? "Repair the ConfigProvider's source."
})

/** What is wrong: `workloads.sbx.region: expected an AWS region, found "mars".` */
export const renderFound = ({ path, expected, found }: ConfigProblem): string =>
  `${path === "" ? "" : `${path}: `}expected ${expected}, found ${found}.`

/** A mistake for people: what is wrong, and what to do: `… found "mars". Write a region as AWS names it.` */
export const renderProblem = (problem: ConfigProblem): string => `${renderFound(problem)} ${problem.next}`
