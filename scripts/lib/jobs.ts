/**
 * A job of each CI vendor that has a recipe, on a local AWS: nothing but its
 * vendor's variables, and roles that trust it by the very policies which the
 * documents' commands print.
 */
import { join } from "node:path"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { LocalAws, LocalCi } from "../../src/testing/mod.ts"
import { makeTemporaryFolder, packageJson, write } from "./consumer.ts"
import { run } from "./run.ts"

interface Vendor {
  readonly name: LocalCi.Vendor
  readonly issuer: string
  readonly subject: string
  /** For whom the token is where the job does not ask, or cannot. */
  readonly audience?: string
  /** What the vendor's own file sets beside. */
  readonly variables?: { readonly [name: string]: string }
}

const id = (number: number): string => `00000000-0000-0000-0000-00000000000${number}`

/** By the names of the recipes. */
const vendors: { readonly [recipe: string]: Vendor } = {
  github: {
    name: "github_action",
    issuer: "token.actions.githubusercontent.com",
    subject: "repo:acme/app:ref:refs/heads/main"
  },
  gitlab: { name: "gitlab_ci", issuer: "gitlab.com", subject: "project_path:acme/app:ref_type:branch:ref:main" },
  bitbucket: {
    name: "bitbucket_pipeline",
    issuer: "api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc",
    subject: `{${id(2)}}:{${id(9)}}`,
    audience: `ari:cloud:bitbucket::workspace/${id(1)}`
  },
  circleci: {
    name: "circleci",
    issuer: `oidc.circleci.com/org/${id(3)}`,
    subject: `org/${id(3)}/project/${id(4)}/user/${id(9)}/vcs-origin/github.com/acme/app/vcs-ref/refs/heads/main`,
    audience: id(3)
  },
  buildkite: {
    name: "buildkite",
    issuer: "agent.buildkite.com",
    subject: "organization:acme:pipeline:app:ref:refs/heads/main:commit:9f31820:step:deploy"
  },
  azure: {
    name: "azure_pipelines",
    issuer: `vstoken.dev.azure.com/${id(5)}`,
    subject: "sc://acme/app/aws",
    audience: "api://AzureADTokenExchange",
    variables: { SERVICE_CONNECTION: id(6) }
  }
}

/** The vendors whose jobs have a token, and run the recipes' program by it. */
export const jobVendors: ReadonlyArray<string> = Object.keys(vendors)

/** The accounts that the recipes' program speaks of, in each of which it takes a role. */
export const jobAccounts = { devops: "111111111111", prd: "333333333333" } as const

export const jobRole = "ci"

/** The trust policy of the role in each account. */
export type JobTrust = ReadonlyMap<string, LocalAws.TrustPolicyDocument>

const trustCommand = /^npx effect-boto-ses trust prd (--ci (\w+) .+)$/

/**
 * What the documents' commands print as trust policies, by the packed command
 * line in a project: for each account those of all vendors in one. Throws where
 * a vendor has no command, or more than one.
 */
export const trustOf = async (commands: ReadonlyArray<string>, project: string): Promise<JobTrust> => {
  const found = [...new Set(commands)].flatMap((command) => {
    const [, flags = "", vendor] = trustCommand.exec(command) ?? []
    return vendor === undefined ? [] : [{ flags: flags.split(" "), vendor }]
  })
  const expected = Object.keys(vendors).sort().join(", ")
  const named = found.map(({ vendor }) => vendor).sort()
  if (named.join(", ") !== expected)
    throw new Error(`expected \`trust prd\` for ${expected}, found ${named.join(", ")}`)
  const [devops, prd] = Object.values(jobAccounts).map((accountId) => ({
    accountId,
    oidcRoleArn: `arn:aws:iam::${accountId}:role/${jobRole}`
  }))
  using folder = makeTemporaryFolder()
  write(join(folder.path, "boto-ses.config.json"), JSON.stringify({ devops, workloads: { prd } }))
  const program = join(project, "node_modules", packageJson.name, packageJson.bin?.["boto-ses"] ?? "")
  const policies = new Map<string, LocalAws.TrustPolicyDocument>()
  for (const [target, accountId] of Object.entries(jobAccounts)) {
    const statements: Array<unknown> = []
    for (const { flags } of found) {
      const { exitCode, output, stdout } = await run("node", [program, "trust", target, ...flags], { cwd: folder.path })
      if (exitCode !== 0) throw new Error(`trust ${target} ${flags.join(" ")} ended with ${exitCode}:\n${output}`)
      statements.push(...JSON.parse(stdout).Statement)
    }
    policies.set(accountId, { Version: "2012-10-17", Statement: statements })
  }
  return policies
}

export interface Job {
  readonly vendor: string
  readonly variables: NodeJS.ProcessEnv
}

/** Starts the jobs: their endpoints live as long as the scope. */
export const makeJobs = (aws: LocalAws.LocalAws): Effect.Effect<ReadonlyArray<Job>, unknown, Scope.Scope> =>
  Effect.forEach(Object.entries(vendors), ([vendor, { name, variables, ...job }]) =>
    Effect.map(
      Layer.build(Layer.provide(LocalCi.layer({ vendor: name, ...job }), Layer.succeed(LocalAws.LocalAws)(aws))),
      (context) => ({ vendor, variables: { ...Context.get(context, LocalCi.LocalCi).variables, ...variables } })
    )
  )
