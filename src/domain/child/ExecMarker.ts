import { isAccountId } from "../aws/AccountId.ts"
import type { Principal } from "../aws/Arn.ts"
import { type ChildEnvironment, childEnvironment } from "./ChildEnvironment.ts"

/**
 * What our own `exec` tells its child: the target whose credentials are now the ambient ones, and whose they are.
 * It is only a claim; the ambient identity must match it.
 */
export interface ExecMarker {
  /** `devops`, `app` or an env's name. */
  readonly target: string
  /** The env that an `app` session had, if any; for an env the env itself. */
  readonly env: string | undefined
  /** The account of those credentials: twelve digits. */
  readonly accountId: string
  /** What kind of principal they are. */
  readonly kind: Principal["kind"]
  /** The role's or user's name. */
  readonly name: string
}

const names = {
  target: "BOTO_SES_EXEC_TARGET",
  env: "BOTO_SES_EXEC_ENV",
  accountId: "BOTO_SES_EXEC_ACCOUNT_ID",
  kind: "BOTO_SES_EXEC_PRINCIPAL_KIND",
  name: "BOTO_SES_EXEC_PRINCIPAL_NAME"
} as const

/** The variables of a marker, for the one who reads them. */
export const markerVariables: ReadonlyArray<string> = Object.values(names)

const kinds: ReadonlyArray<string> = ["user", "assumed-role", "federated-user", "root"] satisfies ReadonlyArray<
  Principal["kind"]
>

const isKind = (text: string): text is Principal["kind"] => kinds.includes(text)

/** The marker as variables of a child; `undefined` removes an outer one. */
export const encodeMarker = (marker: ExecMarker | undefined): ChildEnvironment =>
  childEnvironment(
    marker === undefined
      ? {}
      : {
          [names.target]: marker.target,
          ...(marker.env === undefined ? {} : { [names.env]: marker.env }),
          [names.accountId]: marker.accountId,
          [names.kind]: marker.kind,
          [names.name]: marker.name
        },
    markerVariables
  )

/**
 * The marker in a process's variables; `undefined` where there is none or not a whole one. It is only a claim, and one
 * that cannot be read claims nothing.
 */
export const decodeMarker = (variables: { readonly [name: string]: string | undefined }): ExecMarker | undefined => {
  const read = (name: string): string | undefined => variables[name] || undefined
  const target = read(names.target)
  const accountId = read(names.accountId)
  const kind = read(names.kind)
  const name = read(names.name)
  if (target === undefined || kind === undefined || name === undefined) return undefined
  if (!isAccountId(accountId) || !isKind(kind)) return undefined
  return { target, env: read(names.env), accountId, kind, name }
}
