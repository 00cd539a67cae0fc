import * as Redacted from "effect/Redacted"
import type { ChildEnvironment } from "../../../domain/child/ChildEnvironment.ts"

/** Variables as they are written out: secrets in clear. */
export interface PlainVariables {
  readonly set: ReadonlyArray<readonly [name: string, value: string]>
  readonly unset: ReadonlyArray<string>
}

/** Opens the secrets of an environment, for the one who asked for them. */
export const plainVariables = ({ set, unset }: ChildEnvironment): PlainVariables => ({
  set: Object.entries(set).map(([name, value]) => [name, Redacted.isRedacted(value) ? Redacted.value(value) : value]),
  unset
})

/** The values that a log must not show, in clear: the secrets, and the id that goes with them. */
export const secretsOf = ({ set }: ChildEnvironment): ReadonlyArray<string> =>
  Object.entries(set).flatMap(([name, value]) =>
    Redacted.isRedacted(value) ? [Redacted.value(value)] : name === "AWS_ACCESS_KEY_ID" ? [value] : []
  )
