import { parseRoleArn } from "../aws/Arn.ts"
import { type Entries, type Entry, envNames } from "./Entry.ts"

/** Whose session the stacks of an account are deployed with. */
export type CdkTarget =
  | { readonly _tag: "Target"; readonly target: string }
  /** Nothing in the configuration is of this account. */
  | { readonly _tag: "None" }
  /** Several are, and no mapping says which: one account does not mean one role. */
  | { readonly _tag: "Several"; readonly targets: ReadonlyArray<string> }

const accountOf = ({ accountId, roleArn, oidcRoleArn }: Entry): string | undefined =>
  accountId ?? parseRoleArn(roleArn ?? "")?.accountId ?? parseRoleArn(oidcRoleArn ?? "")?.accountId

/** The target of an account: the mapped one, else the only one that is of this account, devops included. */
export const cdkTarget = (entries: Entries, accountId: string): CdkTarget => {
  const mapped = entries.cdk !== undefined && Object.hasOwn(entries.cdk, accountId) ? entries.cdk[accountId] : undefined
  if (mapped !== undefined) return { _tag: "Target", target: mapped }
  const all: ReadonlyArray<readonly [string, Entry | undefined]> = [
    ["devops", entries.devops],
    ...envNames(entries).map((env) => [env, entries.workloads[env]] as const)
  ]
  const [target, ...more] = all.flatMap(([name, entry]) =>
    entry !== undefined && accountOf(entry) === accountId ? [name] : []
  )
  if (target === undefined) return { _tag: "None" }
  return more.length === 0 ? { _tag: "Target", target } : { _tag: "Several", targets: [target, ...more] }
}
