import type { ConfigProblem } from "../../domain/config/ConfigProblem.ts"

/** A `Config` that found nothing. */
export interface MissingField {
  readonly path: ReadonlyArray<string>
  readonly detail: string
}

/** Options whose `Config` values have been read. */
export interface ReadFields {
  readonly value: unknown
  readonly missing: ReadonlyArray<MissingField>
  readonly problems: ReadonlyArray<ConfigProblem>
}
