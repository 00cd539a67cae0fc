/**
 * The outside that the documents' examples meet: a local AWS with the accounts
 * they speak of, and a home with the profiles of a laptop set up for them.
 */
import { join } from "node:path"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import { LocalAws } from "../../src/testing/mod.ts"
import { write } from "./consumer.ts"
import { type Job, type JobTrust, jobAccounts, jobRole, makeJobs } from "./jobs.ts"
import { environment } from "./run.ts"

const { devops, prd } = jobAccounts

const workloads = { sbx: "222222222222", prd, tst: "444444444444", stg: "555555555555" } as const

const person = { path: "/people/" }

const makeAccounts = (trust: JobTrust): LocalAws.Options["accounts"] => {
  const job = (accountId: string) => {
    const trustPolicy = trust.get(accountId)
    return trustPolicy === undefined ? {} : { [jobRole]: { trustPolicy } }
  }
  const workload = ([env, accountId]: [env: string, accountId: string]) => [
    accountId,
    {
      alias: `acme-${env}`,
      buckets: [`acme-${env}-data`],
      users: { developer: person },
      roles: { [`${env}_deployment_role`]: { trust: [devops] }, ...job(accountId) }
    }
  ]
  return {
    [devops]: {
      alias: "acme-devops",
      buckets: ["acme-devops-artifacts"],
      users: { developer: person },
      roles: job(devops)
    },
    ...Object.fromEntries(Object.entries(workloads).map(workload))
  }
}

const profile = (name: string, accessKeyId: string, secretAccessKey: string): string =>
  `[${name}]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`

export interface World {
  /** The whole environment of a program that is to meet it; nothing else of the machine's gets in. */
  readonly laptop: NodeJS.ProcessEnv
  /** The same for a job of each CI vendor, which has no home to speak of. */
  readonly jobs: ReadonlyArray<Job>
}

/** Starts the local AWS, with jobs of CI vendors whose roles trust them so, and fills the home. */
export const makeWorld = (home: string, trust: JobTrust): Effect.Effect<World, unknown, Scope.Scope> =>
  Effect.gen(function* () {
    const aws = yield* LocalAws.make({ accounts: makeAccounts(trust) })
    const names: ReadonlyArray<readonly [profile: string, accountId: string]> = [
      ["default", devops],
      ["acme-devops", devops],
      ...Object.entries(workloads).map(([env, accountId]) => [`acme-${env}`, accountId] as const)
    ]
    const keys = yield* Effect.forEach(names, ([name, accountId]) =>
      Effect.map(aws.userCredentials(accountId, "developer"), ({ accessKeyId, secretAccessKey }) =>
        profile(name, accessKeyId, Redacted.value(secretAccessKey))
      )
    )
    const config = names.map(([name]) => `[${name === "default" ? name : `profile ${name}`}]\nregion = us-east-1\n`)
    write(join(home, ".aws", "credentials"), keys.join("\n"))
    write(join(home, ".aws", "config"), config.join("\n"))
    const machine = {
      PATH: environment.PATH,
      NO_COLOR: "1",
      DENO_NO_UPDATE_CHECK: "1",
      AWS_ENDPOINT_URL: aws.endpoint
    }
    const jobs = yield* makeJobs(aws)
    return {
      laptop: { ...machine, HOME: home, PRD_AWS_ACCOUNT_ID: workloads.prd },
      jobs: jobs.map(({ vendor, variables }) => ({ vendor, variables: { ...machine, ...variables } }))
    }
  })
