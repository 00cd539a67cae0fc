/**
 * A CI job that fits into a test: the variables that a vendor gives to a job, and the endpoint of its tokens on loopback.
 * The tokens are those of the local AWS's own provider, so that it takes them: a role's trust names the vendor's issuer.
 *
 * Any number of jobs run beside each other on one local AWS. What lives and ends follows the `Clock` that the layer is
 * built with.
 *
 * **Example** (a program's own job of GitHub Actions, and the trust policy that `boto-ses trust` prints)
 *
 * ```ts
 * import { Effect, Layer } from "effect"
 * import { BotoSesFactory } from "effect-boto-ses"
 * import { LocalAws, LocalCi } from "effect-boto-ses/testing"
 *
 * class Aws extends BotoSesFactory.Service<Aws>()("acme/Aws", {
 *   region: "us-east-1",
 *   devops: {},
 *   workloads: { prd: { oidcRoleArn: "arn:aws:iam::333333333333:role/ci" } }
 * }) {}
 *
 * const github = "token.actions.githubusercontent.com"
 * const trustPolicy = {
 *   Version: "2012-10-17",
 *   Statement: [
 *     {
 *       Effect: "Allow",
 *       Principal: { Federated: `arn:aws:iam::333333333333:oidc-provider/${github}` },
 *       Action: "sts:AssumeRoleWithWebIdentity",
 *       Condition: {
 *         StringEquals: { [`${github}:aud`]: "sts.amazonaws.com", [`${github}:sub`]: "repo:acme/app:ref:refs/heads/main" }
 *       }
 *     }
 *   ]
 * }
 * const aws = LocalAws.layer({ accounts: { "333333333333": { roles: { ci: { trustPolicy } } } } })
 *
 * const accountIn = (subject: string) => {
 *   const job = Layer.orDie(Layer.provide(LocalCi.layer({ vendor: "github_action", subject }), aws))
 *   const layer = Aws.layer.pipe(Layer.provide(LocalCi.layerVariables), Layer.provide(job))
 *   return Effect.flatMap(Aws.env("prd"), (prd) => prd.accountId).pipe(Effect.provide(layer))
 * }
 *
 * const found = await Effect.runPromise(accountIn("repo:acme/app:ref:refs/heads/main"))
 * if (found !== "333333333333") throw new Error(`expected the account of prd, found ${found}`)
 * const { reason } = await Effect.runPromise(Effect.flip(accountIn("repo:acme/app:pull_request")))
 * if (reason._tag !== "WebIdentityDenied") throw new Error(`expected a refusal, found ${reason._tag}`)
 * ```
 *
 * @module
 */
import * as Clock from "effect/Clock"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as LocalAws from "./LocalAws.ts"
import { type Job, type JobName, jobs } from "./localCi/Jobs.ts"
import { type Answers, type Served, serve } from "./localCi/Serve.ts"

export type { JobName } from "./localCi/Jobs.ts"
export type { Answers } from "./localCi/Serve.ts"

/**
 * The vendors that are emulated, by the names of their runtimes; for `forgejo`, `hcp_terraform` and `spacelift`
 * detection knows none.
 */
export type Vendor = JobName

/** Every vendor that is emulated. */
export const vendors: ReadonlyArray<Vendor> = Object.keys(jobs) as Array<Vendor>

/** Which job it is, and how its tokens are. */
export interface Options {
  /** Whose job it is, by the name of its runtime: `github_action`, `gitlab_ci`, … */
  readonly vendor: Vendor
  /** With or without `https://`; the vendor's own where it is left out. */
  readonly issuer?: string
  /** Default: as the vendor writes a job of acme's project app, on branch `main` where it names one. */
  readonly subject?: string
  /** For whom a token is where the job does not ask for an audience, or cannot. */
  readonly audience?: string
  /** How long a token lives; as the vendor's own where it is left out. */
  readonly life?: Duration.Input
  /** Whether the job's file gives it the permission to have a token; it does where it is left out. */
  readonly permission?: boolean
  /** How long the job may ask for tokens; six hours where it is left out. */
  readonly permissionLife?: Duration.Input
  /** Claims that Buildkite can put into session tags. */
  readonly claims?: { readonly [name: string]: string }
}

/** What marks a value as a running job. */
export const TypeId = "~effect-boto-ses/testing/LocalCi"

/** A running job. */
export interface LocalCi {
  /** Tells a job from every other object. */
  readonly [TypeId]: typeof TypeId
  /** Whose job it is. */
  readonly vendor: Vendor
  /** All that the vendor sets in the environment of such a job, as far as its token goes. */
  readonly variables: { readonly [name: string]: string }
  /** The local AWS that takes its tokens. */
  readonly endpoint: string
  /** How many requests for a token there were. */
  readonly requests: Effect.Effect<number>
  /** How requests are answered from now on. */
  readonly answer: (how: Answers) => Effect.Effect<void>
}

/** The tag of a running job. */
export const LocalCi: Context.Service<LocalCi, LocalCi> = Context.Service<LocalCi>("effect-boto-ses/testing/LocalCi")

/** What the tokens and the endpoint of one job stand on. */
interface Running {
  readonly job: Job
  readonly options: Options
  readonly mint: Served["mint"]
  readonly next: Served["next"]
}

const asking = Effect.fnUntraced(function* ({ job, mint, next, options }: Running) {
  const { endpoint } = job
  if (endpoint === undefined) return {}
  const aws = yield* LocalAws.LocalAws
  const { issuer = job.issuer, subject = job.subject, permission: permitted = true } = options
  const expiresIn = options.permissionLife ?? "6 hours"
  const permission = Redacted.value(yield* aws.webIdentityToken({ issuer, subject, expiresIn }))
  const permissionEnds = (yield* Clock.currentTimeMillis) + Duration.toMillis(expiresIn)
  const address = yield* serve({ endpoint, permitted, permission, permissionEnds, mint, next })
  // Most vendors leave the variables out; the others refuse.
  return permitted || endpoint.forbidden !== undefined ? endpoint.variables(address, permission) : {}
})

const holding = Effect.fnUntraced(function* ({ job, mint, options }: Running) {
  if (job.holds === undefined || options.permission === false) return {}
  return { [job.holds]: Redacted.value(yield* mint({ audience: undefined, tags: [] })) }
})

/** A job for as long as the layer lives. */
export const layer = (options: Options): Layer.Layer<LocalCi, LocalAws.LocalAwsError, LocalAws.LocalAws> =>
  Layer.effect(LocalCi)(
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const job = jobs[options.vendor]
      const { issuer = job.issuer, subject = job.subject, claims = {} } = options
      const state: { requests: number; answers: Answers } = { requests: 0, answers: "token" }
      const running: Running = {
        job,
        options,
        mint: ({ audience = options.audience ?? job.audience, tags }) =>
          aws.webIdentityToken({
            issuer,
            subject,
            audience,
            expiresIn: options.life ?? Duration.seconds(job.life),
            tags: Object.fromEntries(tags.map((key) => [key, claims[key] ?? ""]))
          }),
        next: () => {
          state.requests += 1
          return state.answers
        }
      }
      return {
        [TypeId]: TypeId,
        vendor: options.vendor,
        variables: { ...job.markers, ...(yield* asking(running)), ...(yield* holding(running)) },
        endpoint: aws.endpoint,
        requests: Effect.sync(() => state.requests),
        answer: (how) =>
          Effect.sync(() => {
            state.answers = how
          })
      }
    })
  )

/**
 * The environment of what is built on this layer: the job's variables, `AWS_ENDPOINT_URL` for the local AWS, and no
 * others.
 */
export const layerVariables: Layer.Layer<never, never, LocalCi> = Layer.unwrap(
  Effect.map(LocalCi, ({ variables, endpoint }) =>
    ConfigProvider.layer(ConfigProvider.fromEnv({ env: { ...variables, AWS_ENDPOINT_URL: endpoint } }))
  )
)
