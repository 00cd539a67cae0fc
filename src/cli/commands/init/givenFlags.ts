import * as Effect from "effect/Effect"
import type { EntryFields } from "../../../domain/config/ConfigFile.ts"
import { type CliProblem, usageProblem } from "../../CliProblem.ts"

/** What the flags of `init` say; what is undefined is asked for. */
export interface GivenFlags {
  readonly region: string | undefined
  readonly devopsAccount: string | undefined
  readonly devopsProfile: string | undefined
  /** Undefined where no `--env` was given. */
  readonly workloads: { readonly [env: string]: EntryFields } | undefined
  readonly defaultAppEnv: string | undefined
}

const form = "NAME=ACCOUNT or NAME=ACCOUNT:PROFILE, such as sbx=222222222222:acme-sbx"

/** One `--env`: the env's name and its entry. What the parts are worth is judged with the whole. */
const readEnv = (text: string): readonly [string, EntryFields] | undefined => {
  const [, name, accountId, profile] = /^([^=]+)=([^:]+)(?::(.+))?$/.exec(text) ?? []
  return name === undefined || accountId === undefined
    ? undefined
    : [name, { accountId, ...(profile === undefined ? {} : { profile }) }]
}

/** The workloads of all `--env` together; each name once. */
export const readEnvs = (
  texts: ReadonlyArray<string>
): Effect.Effect<{ readonly [env: string]: EntryFields } | undefined, CliProblem> => {
  const entries = new Map<string, EntryFields>()
  for (const text of texts) {
    const read = readEnv(text)
    if (read === undefined) return Effect.fail(usageProblem(`--env ${text}: expected ${form}.`))
    if (entries.has(read[0])) return Effect.fail(usageProblem(`--env ${text}: ${read[0]} was given twice.`))
    entries.set(...read)
  }
  return Effect.succeed(entries.size === 0 ? undefined : Object.fromEntries(entries))
}
