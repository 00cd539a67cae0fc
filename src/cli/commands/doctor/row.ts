import type { SsoSignIn } from "../../../domain/aws/SsoSignIn.ts"
import type { PlaceRow, Report, TargetRow } from "./schema.ts"

/** A row of the report, whose name is a target's or what was looked at. */
type Row<Name extends string> = Omit<TargetRow, "name"> & { readonly name: Name }

/** A failure as the report tells it. */
export interface Failure {
  readonly code: string
  readonly found: string
  readonly next: string
  readonly exitCode: number
  /** The sign-in that is missing, where that is why. */
  readonly signIn?: SsoSignIn
}

const row = <Name extends string>(
  status: TargetRow["status"],
  name: Name,
  found: string,
  next: string | null = null
): Row<Name> => ({ name, status, found, next, code: null, exitCode: 0 })

export const ok = <Name extends string>(name: Name, found: string): Row<Name> => row("ok", name, found)

/** It does not apply in this runtime or on this system. */
export const notHere = <Name extends string>(name: Name, found: string): Row<Name> => row("notHere", name, found)

/** What it needs has a row of its own, which is not good yet. */
export const waiting = <Name extends string>(name: Name, forWhat: string): Row<Name> =>
  row("waiting", name, `for ${forWhat}`)

export const warning = <Name extends string>(name: Name, found: string, next: string): Row<Name> =>
  row("warning", name, found, next)

export const failed = <Name extends string>(name: Name, { code, found, next, exitCode }: Failure): Row<Name> => ({
  name,
  status: "failed",
  code,
  found,
  next,
  exitCode
})

/** The rows with how many of them are not good. */
export const reportOf = (place: ReadonlyArray<PlaceRow>, targets: ReadonlyArray<TargetRow>): Report => {
  const count = (status: TargetRow["status"]): number =>
    [...place, ...targets].filter((row) => row.status === status).length
  return { failed: count("failed"), warnings: count("warning"), place, targets }
}
