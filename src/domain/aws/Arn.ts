import { patternText, type TextForm } from "../text/Form.ts"
import { maskAccountIds } from "./AccountId.ts"
import { isPartition, type Partition, partitions } from "./Partition.ts"

/**
 * Who a set of credentials is, read from the ARN that STS gives.
 *
 * An assumed role's ARN names the role without its path, so roles are compared by account and name, never by text.
 *
 * Source: IAM User Guide, "IAM identifiers"; STS API Reference, GetCallerIdentity.
 */
export type Principal =
  | (PrincipalFields & { readonly kind: "user" })
  | (PrincipalFields & { readonly kind: "assumed-role"; readonly session: string })
  | (PrincipalFields & { readonly kind: "federated-user" })
  | (PrincipalFields & { readonly kind: "root" })

/** What every principal's ARN tells. */
export interface PrincipalFields {
  /** The ARN itself, its account in full. */
  readonly arn: string
  /** `aws`, `aws-cn`, `aws-us-gov`, …: roles are assumed within one. */
  readonly partition: Partition
  /** The account's twelve digits. */
  readonly accountId: string
  /** The user's, role's or federated user's name without path; `root` for the root user. */
  readonly name: string
}

/** A role, as named in a role ARN: `arn:aws:iam::111111111111:role/path/name`. */
export interface RoleArn {
  /** The ARN itself, with the role's path. */
  readonly arn: string
  /** `aws`, `aws-cn`, `aws-us-gov`, …: roles are assumed within one. */
  readonly partition: Partition
  /** The account that the role is in: twelve digits. */
  readonly accountId: string
  /** The last segment of the path: what an assumed role's ARN shows. */
  readonly name: string
}

const roleArnPattern = /^arn:([a-z-]+):iam::(\d{12}):role\/((?:[!-.0-~]+\/)*)([\w+=,.@-]{1,64})$/

export const parseRoleArn = (text: string): RoleArn | undefined => {
  const [, partition, accountId, , name] = roleArnPattern.exec(text) ?? []
  return partition !== undefined && isPartition(partition) && accountId !== undefined && name !== undefined
    ? { arn: text, partition, accountId, name }
    : undefined
}

/** A role ARN as text, checked. Source: IAM API Reference, Role; STS API Reference, AssumeRole. */
export const RoleArnText: TextForm = patternText(
  new RegExp(`^arn:(?:${partitions.join("|")}):iam::\\d{12}:role/(?:[!-.0-~]+/)*[\\w+=,.@-]{1,64}$`, "u"),
  "an IAM role ARN, such as arn:aws:iam::111111111111:role/sbx_deployment_role"
)

export const makeRoleArn = (partition: Partition, accountId: string, path: string): RoleArn => ({
  arn: `arn:${partition}:iam::${accountId}:role/${path}`,
  partition,
  accountId,
  name: path.slice(path.lastIndexOf("/") + 1)
})

const principalPattern = /^arn:([a-z-]+):(iam|sts)::(\d{12}):(root|user|assumed-role|federated-user)(?:\/(.+))?$/

/** Reads the ARN of a caller; `undefined` for text that is no principal's ARN. */
export const parsePrincipal = (arn: string): Principal | undefined => {
  const [, partition, service, accountId, kind, rest = ""] = principalPattern.exec(arn) ?? []
  if (partition === undefined || !isPartition(partition) || accountId === undefined) return undefined
  const fields = { arn, partition, accountId }
  const segments = rest.split("/")
  const last = segments.at(-1)
  if (kind === "root" && service === "iam" && rest === "") return { ...fields, kind, name: "root" }
  if (last === undefined || last === "") return undefined
  if (kind === "user" && service === "iam") return { ...fields, kind, name: last }
  if (service !== "sts") return undefined
  const [name, session, ...more] = segments
  if (kind === "federated-user" && session === undefined) return { ...fields, kind, name: last }
  return kind === "assumed-role" && name !== undefined && name !== "" && session !== undefined && more.length === 0
    ? { ...fields, kind, name, session }
    : undefined
}

/** Whether a principal is a session of a role: account and name, since the path is not in a session's ARN. */
export const isSessionOf = (
  principal: Principal,
  role: { readonly accountId: string; readonly name: string }
): boolean =>
  principal.kind === "assumed-role" && principal.accountId === role.accountId && principal.name === role.name

const kindNames: Record<Principal["kind"], string> = {
  user: "user",
  "assumed-role": "role",
  "federated-user": "federated user",
  root: "root user"
}

/** A principal for people who know its account. */
export const principalName = ({ kind, name }: Principal): string =>
  kind === "root" ? "the root user" : `${kindNames[kind]} ${name}`

/** A principal for people, its account id in full. */
export const principalText = (principal: Principal): string => `${principalName(principal)} of ${principal.accountId}`

/** A principal for people, the account masked: `role sbx_deployment_role of 22********22`. */
export const describePrincipal = (principal: Principal): string => maskAccountIds(principalText(principal))
