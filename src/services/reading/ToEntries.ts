import type { Accounts } from "../../domain/config/ConfigFile.ts"
import type { Entries, Entry } from "../../domain/config/Entry.ts"
import type { MissingField } from "./ReadFields.ts"

type Missing = NonNullable<Entry["missing"]>

const withMissing = (entry: Entry, missing: Missing): Entry => (missing.length === 0 ? entry : { ...entry, missing })

/**
 * The entries of checked accounts.
 *
 * A `Config` that found nothing fails what needs it and no more: that of an entry the entry's asks, that of the common
 * region the asks of every entry without one of its own, that of the STS region the workloads', whose roles are assumed,
 * that of the job's token the entries that are had by it.
 */
export const toEntries = (accounts: Accounts, missing: ReadonlyArray<MissingField> = []): Entries => {
  const under = (...path: ReadonlyArray<string>): Missing =>
    missing
      .filter((field) => field.path.length === path.length + 1 && path.every((part, i) => field.path[i] === part))
      .map(({ path: [...parts], detail }) => ({ field: parts.at(-1) ?? "", detail }))
  const common = under()
  const region = common.filter(({ field }) => field === "region")
  const stsRegion = common.filter(({ field }) => field === "stsRegion")
  const token = under("identityToken").map(({ field, detail }) => ({ field: `identityToken.${field}`, detail }))
  const needsToken = (entry: Entry): Missing => (entry.oidcRoleArn === undefined ? [] : token)
  const needsRegion = (entry: Entry, own: Missing): Missing =>
    entry.region === undefined && !own.some(({ field }) => field === "region") ? region : []
  const entry = (given: Entry, own: Missing, more: Missing): Entry =>
    withMissing(given, [...own, ...needsRegion(given, own), ...needsToken(given), ...more])
  const { devops, workloads, ...together } = accounts
  return {
    guardApp: false,
    ...together,
    devops: entry(devops, under("devops"), []),
    workloads: Object.fromEntries(
      Object.entries(workloads).map(([env, given]) => [env, entry(given, under("workloads", env), stsRegion)])
    )
  }
}
