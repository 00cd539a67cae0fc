import type { Trouble } from "./Trouble.ts"

/**
 * What a check came to. `notHere`: it does not apply in this runtime. `notChecked`: what it needs has itself failed, or
 * is not known.
 */
export type Status = "ok" | "warning" | "failed" | "notHere" | "notChecked"

/** What is checked. */
export type CheckName =
  | "runtime"
  | "config"
  | "conflicts"
  | "region"
  | "clock"
  | "ambient"
  | "cloud9"
  | "profile"
  | "role"
  | "account"
  | "entry"
  | "app"
  | "snapshotFolder"
  | "awsCli"

/** The checks in the order of the report. */
export const checkNames: ReadonlyArray<CheckName> = [
  "runtime",
  "config",
  "conflicts",
  "region",
  "clock",
  "ambient",
  "cloud9",
  "profile",
  "role",
  "account",
  "entry",
  "app",
  "snapshotFolder",
  "awsCli"
]

/** The result of one check. */
export interface Check {
  readonly name: CheckName
  /** The target that it is about: devops, an env's name or app; none for a check of the place itself. */
  readonly target: string | undefined
  readonly status: Status
  /** What was found, for people. */
  readonly found: string
  /** What to do, where something is to be done. */
  readonly next: string | undefined
  /** The failure's name, such as `ProfileMissing`. */
  readonly code: string | undefined
  /** The exit code of a command that meets this failure; 0 where the check has not failed. */
  readonly exitCode: number
}

const plain =
  (status: Status) =>
  (name: CheckName, found: string, target?: string): Check => ({
    name,
    target,
    status,
    found,
    next: undefined,
    code: undefined,
    exitCode: 0
  })

export const ok: (name: CheckName, found: string, target?: string) => Check = plain("ok")
export const notHere: (name: CheckName, found: string, target?: string) => Check = plain("notHere")
export const notChecked: (name: CheckName, found: string, target?: string) => Check = plain("notChecked")

export const warning = (name: CheckName, found: string, next: string, target?: string): Check => ({
  ...plain("warning")(name, found, target),
  next
})

export const failed = (name: CheckName, { code, found, next, exitCode }: Trouble, target?: string): Check => ({
  ...plain("failed")(name, found, target),
  next,
  code,
  exitCode
})
