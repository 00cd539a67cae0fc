/** A job of each CI vendor that has a recipe, on a local AWS: nothing but its vendor's variables. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { LocalAws, LocalCi } from "../../src/testing/mod.ts"

interface Vendor {
  readonly name: LocalCi.Vendor
  readonly issuer: string
  readonly subject: string
  /** For whom the token is where the job cannot or does not ask for `sts.amazonaws.com`. */
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

/** What a role says that all of them may take. */
export const jobTrust: ReadonlyArray<LocalAws.Trust> = Object.values(vendors).map(
  ({ issuer: federated, subject, audience = "sts.amazonaws.com" }) => ({ federated, subject, audience })
)

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
