/**
 * What a row came to. `waiting`: what it needs has a row of its own, which is not good yet. `notHere`: it does not apply
 * in this runtime or on this system.
 */
export type Status = "ok" | "warning" | "failed" | "waiting" | "notHere"

/** One line of the report, with what was found of its subject. */
export interface Row<Name extends string = string> {
  readonly name: Name
  readonly status: Status
  readonly found: string
  /** What to do, where something is to be done. */
  readonly next: string | undefined
  /** The failure's name, such as `ProfileMissing`. */
  readonly code: string | undefined
  /** The exit code of a command that meets this failure; 0 where the row has not failed. */
  readonly exitCode: number
}

/** What is looked at beside the targets, in the order of the report. */
export const placeNames = ["runtime", "config", "region", "clock", "cloud9", "snapshots", "awsCli"] as const

export type PlaceName = (typeof placeNames)[number]

export type PlaceRow = Row<PlaceName>

/** The rows of the place, and one for each target: devops, the workloads and app. */
export interface Report {
  readonly place: ReadonlyArray<PlaceRow>
  readonly targets: ReadonlyArray<Row>
}

/** What the place is called in the report. */
export const placeTitles: { readonly [Name in PlaceName]: string } = {
  runtime: "runtime",
  config: "config",
  region: "region",
  clock: "clock",
  cloud9: "Cloud9",
  snapshots: "snapshots",
  awsCli: "AWS CLI"
}

/** A failure as the report tells it. */
export interface Failure {
  readonly code: string
  readonly found: string
  readonly next: string
  readonly exitCode: number
}

const plain = <Name extends string>(status: Status, name: Name, found: string): Row<Name> => ({
  name,
  status,
  found,
  next: undefined,
  code: undefined,
  exitCode: 0
})

export const ok = <Name extends string>(name: Name, found: string): Row<Name> => plain("ok", name, found)

export const notHere = <Name extends string>(name: Name, found: string): Row<Name> => plain("notHere", name, found)

export const waiting = <Name extends string>(name: Name, forWhat: string): Row<Name> =>
  plain("waiting", name, `for ${forWhat}`)

export const warning = <Name extends string>(name: Name, found: string, next: string): Row<Name> => ({
  ...plain("warning", name, found),
  next
})

export const failed = <Name extends string>(name: Name, failure: Failure): Row<Name> => ({
  name,
  status: "failed",
  ...failure
})
