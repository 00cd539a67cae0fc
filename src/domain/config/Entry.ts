/** What is known of one account's entry. Each field may be absent: it is an error only when a plan needs it. */
export interface Entry {
  readonly accountId?: string
  /** The AWS CLI profile that a laptop uses. */
  readonly profile?: string
  /** The role to assume; for devops, the role that is recognised as devops. */
  readonly roleArn?: string
  readonly region?: string
  /** Fields whose `Config` found nothing: they fail the asks that need this entry. */
  readonly missing?: ReadonlyArray<{ readonly field: string; readonly detail: string }>
}

/** The configuration that plans are made from: values, already read and checked. */
export interface Entries {
  readonly devops: Entry
  readonly workloads: { readonly [env: string]: Entry }
  readonly region?: string
  /** The region whose STS endpoint answers AssumeRole; otherwise that of the session which assumes. */
  readonly stsRegion?: string
  readonly defaultAppEnv?: string
  /** Whether the account guard also asks in an application, where the platform chose the role: one request. */
  readonly guardApp: boolean
}

export const envNames = (entries: Entries): ReadonlyArray<string> => Object.keys(entries.workloads)

export const entryOf = (entries: Entries, env: string): Entry | undefined =>
  env === "devops" ? entries.devops : Object.hasOwn(entries.workloads, env) ? entries.workloads[env] : undefined

/** The env of the app session where the place does not tell: the configured one, else a workload called `sbx`. */
export const defaultAppEnv = (entries: Entries): string | undefined =>
  entries.defaultAppEnv ?? (Object.hasOwn(entries.workloads, "sbx") ? "sbx" : undefined)
