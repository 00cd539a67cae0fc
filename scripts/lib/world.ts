/**
 * The outside that the documents' examples meet: a local AWS with the accounts
 * they speak of, and a home with the profiles of a laptop set up for them.
 */
import { createServer } from "node:http"
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

/** What CodeBuild gives its jobs. */
const codebuildRole = "codebuild-deploy"

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
      roles: { ...job(devops), [codebuildRole]: { trust: [devops] } }
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
  /** The same for a job on CodeBuild, whose own role is devops. */
  readonly codebuild: NodeJS.ProcessEnv
  /** A collector of OpenTelemetry for one program: its variables, and the spans that it was sent. */
  readonly collector: () => { readonly variables: NodeJS.ProcessEnv; readonly spans: () => ReadonlyArray<string> }
}

/** Takes what is sent to `/NUMBER/v1/traces`, and keeps the names of the spans for each number. */
const makeCollectors: Effect.Effect<World["collector"], unknown, Scope.Scope> = Effect.gen(function* () {
  const sent = new Map<string, Array<string>>()
  const server = createServer((request, response) => {
    const chunks: Array<Buffer> = []
    request.on("data", (chunk: Buffer) => chunks.push(chunk))
    request.on("end", () => {
      const [, number = "", path] = /^\/(\d+)(.*)$/.exec(request.url ?? "") ?? []
      if (path === "/v1/traces") {
        const names = Array.from(
          Buffer.concat(chunks)
            .toString()
            .matchAll(/"name":"([^"]+)"/g),
          ([, name = ""]) => name
        )
        sent.set(number, [...(sent.get(number) ?? []), ...names])
      }
      response.setHeader("content-type", "application/json").end("{}")
    })
  })
  yield* Effect.acquireRelease(
    Effect.promise(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))),
    () => Effect.promise(() => new Promise((resolve) => server.close(resolve)))
  )
  const address = server.address()
  const port = typeof address === "object" ? address?.port : undefined
  let last = 0
  return () => {
    const number = `${++last}`
    return {
      variables: { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}/${number}` },
      spans: () => sent.get(number) ?? []
    }
  }
})

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
    const role = yield* aws.roleCredentials(devops, codebuildRole)
    return {
      laptop: { ...machine, HOME: home, PRD_AWS_ACCOUNT_ID: workloads.prd },
      jobs: jobs.map(({ vendor, variables }) => ({ vendor, variables: { ...machine, ...variables } })),
      codebuild: {
        ...machine,
        CODEBUILD_BUILD_ARN: `arn:aws:codebuild:us-east-1:${devops}:build/deploy:1`,
        AWS_ACCESS_KEY_ID: role.accessKeyId,
        AWS_SECRET_ACCESS_KEY: Redacted.value(role.secretAccessKey),
        ...(role.sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: Redacted.value(role.sessionToken) })
      },
      collector: yield* makeCollectors
    }
  })
