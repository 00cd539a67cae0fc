import type { Principal } from "../aws/Arn.ts"

/** What is known of the ambient credentials: those that the place itself gives, and the AWS CLI would take. */
export type Ambient =
  | { readonly _tag: "Unknown" }
  /** No source is configured. `tried` lists them in the order asked. */
  | { readonly _tag: "Absent"; readonly tried: ReadonlyArray<string> }
  /** A source is configured, and gives nothing usable. */
  | { readonly _tag: "Unusable"; readonly source: string; readonly detail: string }
  | { readonly _tag: "Known"; readonly principal: Principal }

/**
 * What our own `exec` tells its child: the target whose credentials are now the ambient ones, and whose they are.
 * It is only a claim; the ambient identity must match it.
 */
export interface ExecMarker {
  /** `devops`, `app` or an env's name. */
  readonly target: string
  /** The env that an `app` session had, if any; for an env the env itself. */
  readonly env: string | undefined
  readonly accountId: string
  readonly kind: Principal["kind"]
  /** The role's or user's name. */
  readonly name: string
}

/** Whether the ambient identity is the one the marker claims. */
export const matchesMarker = (principal: Principal, marker: ExecMarker): boolean =>
  principal.accountId === marker.accountId && principal.kind === marker.kind && principal.name === marker.name
