/** moto_server, with the accounts of the tests in it. */
import {
  CreateAccessKeyCommand,
  CreateAccountAliasCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  PutRolePolicyCommand,
  PutUserPolicyCommand
} from "@aws-sdk/client-iam"
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import type { BotoSesError } from "../../src/domain/errors/BotoSesError.ts"
import { accounts, envs } from "../factory/acme.ts"
import { answers, serve, type Variables } from "./peers.ts"
import { Recorder } from "./Recorder.ts"

export const hasMoto: boolean = answers("moto_server", "--help")

export interface Keys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

export interface MotoShape {
  readonly endpoint: string
  /** The keys of the devops account's IAM user `ci`. */
  readonly user: Keys
  /** A session of a role, as a job's platform would give it. */
  readonly roleKeys: (accountId: string, role: string, sessionName?: string) => Effect.Effect<Keys>
  /** moto wants a signature on every request where it checks them, on those that AWS takes without too. */
  readonly unsignedAllowed: Effect.Effect<void, never, Scope.Scope>
}

export const externalId = "acme:42"
export const partnerRole = `arn:aws:iam::${accounts.devops}:role/partner_role`
export const readerRole = `arn:aws:iam::${accounts.sbx}:role/reader_role`

const user = `arn:aws:iam::${accounts.devops}:user/ci`

const policy = (...statements: ReadonlyArray<object>): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements })

const trust = (principals: ReadonlyArray<string>, condition = {}): string =>
  policy({ Effect: "Allow", Principal: { AWS: principals }, Action: "sts:AssumeRole", ...condition })

const mayAssume = (roles: ReadonlyArray<string>): object => ({
  Effect: "Allow",
  Action: "sts:AssumeRole",
  Resource: roles
})
const mayLook = { Effect: "Allow", Action: ["iam:ListAccountAliases", "s3:ListAllMyBuckets"], Resource: "*" }

const devopsMay = policy(
  mayLook,
  mayAssume([
    `arn:aws:iam::${accounts.devops}:role/devops_role`,
    partnerRole,
    ...envs.map((env) => `arn:aws:iam::${accounts[env]}:role/${env}_deployment_role`)
  ])
)

/** A client that moto takes for the account named: its own header for what AWS has no request for. */
const administrator = (endpoint: string, accountId: string) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const credentials = { accessKeyId: "AKIAADMINISTRATOR", secretAccessKey: "unchecked" }
      const client = new IAMClient({ region: "us-east-1", endpoint, credentials })
      client.middlewareStack.add(
        (next) => (args) => {
          const { headers } = args.request as { headers: Record<string, string> }
          headers["x-moto-account-id"] = accountId
          return next(args)
        },
        { step: "build", name: "motoAccount" }
      )
      return client
    }),
    (client) => Effect.sync(() => client.destroy())
  )

const addRole = async (iam: IAMClient, RoleName: string, AssumeRolePolicyDocument: string, may: string) => {
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument, MaxSessionDuration: 43_200 }))
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "may", PolicyDocument: may }))
}

const addDevops = async (iam: IAMClient): Promise<Keys> => {
  await iam.send(new CreateAccountAliasCommand({ AccountAlias: "acme-devops" }))
  await iam.send(new CreateUserCommand({ UserName: "ci" }))
  await iam.send(new PutUserPolicyCommand({ UserName: "ci", PolicyName: "may", PolicyDocument: devopsMay }))
  await addRole(iam, "devops_role", trust([user]), devopsMay)
  const condition = { Condition: { StringEquals: { "sts:ExternalId": externalId } } }
  await addRole(iam, "partner_role", trust([user], condition), policy(mayLook))
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: "ci" }))
  return { accessKeyId: AccessKey?.AccessKeyId ?? "", secretAccessKey: AccessKey?.SecretAccessKey ?? "" }
}

/** The last of the workloads, `dr`, has no alias. */
const addWorkload = async (iam: IAMClient, env: (typeof envs)[number]): Promise<void> => {
  if (env !== "dr") await iam.send(new CreateAccountAliasCommand({ AccountAlias: `acme-${env}` }))
  await addRole(iam, `${env}_deployment_role`, trust([user]), policy(mayLook, mayAssume([readerRole])))
  if (env !== "sbx") return
  const session = `arn:aws:sts::${accounts.sbx}:assumed-role/sbx_deployment_role/sbx_role_session`
  await addRole(iam, "reader_role", trust([session]), policy(mayLook))
}

/** From how many requests on moto checks signatures and policies. */
const checkAfter = (endpoint: string, requests: "0" | "inf"): Effect.Effect<void> =>
  Effect.promise(async () => {
    const headers = { "content-type": "text/plain" }
    const answer = await fetch(`${endpoint}/moto-api/reset-auth`, { method: "POST", body: requests, headers })
    if (!answer.ok) throw new Error(await answer.text())
  })

const makeMoto: Effect.Effect<MotoShape, never, Scope.Scope> = Effect.gen(function* () {
  const endpoint = yield* serve("moto_server", ["-H", "127.0.0.1", "-p", "0"], /Running on (http:\/\/127[.\d]+:\d+)/)
  const devops = yield* administrator(endpoint, accounts.devops)
  const keys = yield* Effect.promise(() => addDevops(devops))
  for (const env of envs) {
    const iam = yield* administrator(endpoint, accounts[env])
    yield* Effect.promise(() => addWorkload(iam, env))
  }
  yield* checkAfter(endpoint, "0")
  const sts = yield* Effect.acquireRelease(
    Effect.sync(() => new STSClient({ region: "us-east-1", endpoint, credentials: keys })),
    (client) => Effect.sync(() => client.destroy())
  )
  return {
    endpoint,
    user: keys,
    roleKeys: (accountId, role, RoleSessionName = "job") =>
      Effect.promise(async () => {
        const RoleArn = `arn:aws:iam::${accountId}:role/${role}`
        const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName }))
        const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "" } = Credentials ?? {}
        return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken }
      }),
    unsignedAllowed: Effect.acquireRelease(checkAfter(endpoint, "inf"), () => checkAfter(endpoint, "0"))
  }
})

export class Moto extends Context.Service<Moto, MotoShape>()("tests/Moto") {
  /** One server with the accounts in it; it checks signatures and policies from then on. */
  static readonly layer: Layer.Layer<Moto> = Layer.effect(Moto, makeMoto)
}

/** Variables of a process, made from the moto that it works on. */
export type MotoVariables = (moto: MotoShape) => Effect.Effect<Variables>

const variablesOf = ({ accessKeyId, secretAccessKey, sessionToken }: Keys): Variables => ({
  AWS_ACCESS_KEY_ID: accessKeyId,
  AWS_SECRET_ACCESS_KEY: secretAccessKey,
  ...(sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: sessionToken })
})

export const userVariables: MotoVariables = (moto) => Effect.succeed(variablesOf(moto.user))

export const roleVariables =
  (accountId: string, role: string): MotoVariables =>
  (moto) =>
    Effect.map(moto.roleKeys(accountId, role), variablesOf)

/** Variables with others beside them. */
export const and =
  (variables: MotoVariables, more: Variables): MotoVariables =>
  (moto) =>
    Effect.map(variables(moto), (first) => ({ ...first, ...more }))

/** A layer of a factory, unchanged, on moto and on nothing of the machine but the variables given. */
export const onMoto = <A>(
  layer: Layer.Layer<A, BotoSesError>,
  variables: MotoVariables
): Layer.Layer<A | Recorder, BotoSesError, Moto> =>
  Layer.unwrap(
    Effect.map(Moto, (moto) =>
      Layer.provideMerge(
        Layer.unwrap(
          Effect.gen(function* () {
            const { endpoint } = yield* Recorder
            const env = {
              HOME: "/nonexistent",
              AWS_EC2_METADATA_DISABLED: "true",
              AWS_ENDPOINT_URL: endpoint,
              ...(yield* variables(moto))
            }
            return Layer.provide(layer, ConfigProvider.layer(ConfigProvider.fromEnv({ env })))
          })
        ),
        Recorder.layer(moto.endpoint)
      )
    )
  )
