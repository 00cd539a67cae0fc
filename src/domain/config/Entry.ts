import type { CommonFields, EntryFields } from "./ConfigFile.ts"

/** What is known of one account's entry. Each field may be absent: it is an error only when a plan needs it. */
export interface Entry extends EntryFields {
  /** Fields whose `Config` found nothing: they fail the asks that need this entry. */
  readonly missing?: ReadonlyArray<{ readonly field: string; readonly detail: string }>
}

/** The configuration that plans are made from: values, already read and checked. */
export interface Entries extends CommonFields {
  /** The account that builds and deploys. */
  readonly devops: Entry
  /** The workload environments, by name. */
  readonly workloads: { readonly [env: string]: Entry }
  /** Whether the account guard also asks in an application, at the cost of one request. */
  readonly guardApp: boolean
}

export const envNames = (entries: Entries): ReadonlyArray<string> => Object.keys(entries.workloads)

export const entryOf = (entries: Entries, env: string): Entry | undefined =>
  env === "devops" ? entries.devops : Object.hasOwn(entries.workloads, env) ? entries.workloads[env] : undefined

/** The env of the app session where the place does not tell: the configured one, else a workload called `sbx`. */
export const defaultAppEnv = (entries: Entries): string | undefined =>
  entries.defaultAppEnv ?? (Object.hasOwn(entries.workloads, "sbx") ? "sbx" : undefined)
