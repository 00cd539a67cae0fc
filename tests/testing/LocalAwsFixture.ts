/** A world of a few accounts, and SDK clients that ask the local AWS. */
import { createHash, createHmac } from "node:crypto"
import { IAMClient, ListAccountAliasesCommand, type ListAccountAliasesCommandOutput } from "@aws-sdk/client-iam"
import { ListBucketsCommand, type ListBucketsCommandOutput, S3Client } from "@aws-sdk/client-s3"
import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  type AssumeRoleCommandOutput,
  AssumeRoleWithWebIdentityCommand,
  type AssumeRoleWithWebIdentityCommandInput,
  type AssumeRoleWithWebIdentityCommandOutput,
  type Credentials,
  GetCallerIdentityCommand,
  type GetCallerIdentityCommandOutput,
  GetSessionTokenCommand,
  type GetSessionTokenCommandInput,
  type GetSessionTokenCommandOutput,
  STSClient
} from "@aws-sdk/client-sts"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import * as TestClock from "effect/testing/TestClock"
import * as LocalAws from "../../src/testing/LocalAws.ts"

export const devops = "111111111111"
export const sbx = "222222222222"
export const prd = "333333333333"
export const github = "token.actions.githubusercontent.com"

export const options: LocalAws.Options = {
  accounts: {
    [devops]: {
      alias: "acme-devops",
      buckets: ["acme-artifacts"],
      users: {
        alice: { path: "/people/", mfaSerial: `arn:aws:iam::${devops}:mfa/alice` },
        bob: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "bob-secret" }
      },
      roles: {
        ci: {
          path: "/github/",
          maxSessionDuration: 7200,
          trust: [devops, { federated: github, subject: ["repo:acme/*"] }]
        },
        other: { trust: [{ federated: github, audience: "other", subject: "repo:acme/app" }] }
      }
    },
    [sbx]: {
      buckets: ["a.b-c", "acme-sbx"],
      roles: {
        deploy: { path: "/ci/", maxSessionDuration: 43_200, trust: [`arn:aws:iam::${devops}:root`] },
        second: { trust: [`arn:aws:iam::${sbx}:role/ci/deploy`] },
        one: { trust: [`arn:aws:sts::${sbx}:assumed-role/deploy/only-me`] },
        alice: { trust: [`arn:aws:iam::${devops}:user/people/alice`] },
        partner: { trust: [devops], externalId: "partner:1" },
        guarded: { trust: [devops], requireMfa: true },
        recent: { trust: [devops], mfaMaxAge: 900 },
        plain: { trust: ["*"], allowTagSession: false, allowSetSourceIdentity: false },
        nobody: {}
      }
    },
    [prd]: { alias: "acme-prd", roles: { deploy: { trust: [devops, sbx] } } }
  }
}

/** The hash that the SDK's signer asks for. */
export class Sha256 {
  readonly #hash: { update(data: Uint8Array): unknown; digest(): Uint8Array }
  constructor(secret?: unknown) {
    this.#hash = secret === undefined ? createHash("sha256") : createHmac("sha256", secret as Uint8Array)
  }
  update(data: unknown): void {
    this.#hash.update(data as Uint8Array)
  }
  async digest(): Promise<Uint8Array> {
    return new Uint8Array(this.#hash.digest())
  }
  reset(): void {}
}

/** What an SDK client threw. */
export interface SdkError {
  readonly _tag: "SdkError"
  readonly name: string
  readonly message: string
  readonly status: number | undefined
  readonly requestId: string | undefined
  readonly cause: unknown
}

export interface Keys {
  readonly accessKeyId: string
  readonly secretAccessKey: Redacted.Redacted | string
  readonly sessionToken?: Redacted.Redacted | string
}

const plain = (value: Redacted.Redacted | string): string =>
  Redacted.isRedacted(value) ? Redacted.value(value) : value

const asSdkError = (cause: unknown): SdkError => {
  const error = cause as {
    name?: string
    message?: string
    $metadata?: { httpStatusCode?: number; requestId?: string }
  }
  return {
    _tag: "SdkError",
    name: error.name ?? "unknown",
    message: error.message ?? "",
    status: error.$metadata?.httpStatusCode,
    requestId: error.$metadata?.requestId,
    cause
  }
}

/** Runs an SDK call as an effect whose interruption ends its request. */
export const call = <A>(send: (abortSignal: AbortSignal) => Promise<A>): Effect.Effect<A, SdkError> =>
  Effect.tryPromise({ try: send, catch: asSdkError })

const configOf = (endpoint: string, keys: Keys) => ({
  region: "us-east-1",
  endpoint,
  maxAttempts: 1,
  credentials: {
    accessKeyId: keys.accessKeyId,
    secretAccessKey: plain(keys.secretAccessKey),
    ...(keys.sessionToken === undefined ? {} : { sessionToken: plain(keys.sessionToken) })
  }
})

const released = <A extends { destroy(): void }>(make: () => A): Effect.Effect<A, never, Scope.Scope> =>
  Effect.acquireRelease(Effect.sync(make), (client) => Effect.sync(() => client.destroy()))

/** Changes to a client's configuration. */
export interface ClientOverrides {
  readonly region?: string
  readonly systemClockOffset?: number
  readonly maxAttempts?: number
}

export const stsClient = (
  keys: Keys,
  overrides: ClientOverrides = {}
): Effect.Effect<STSClient, never, LocalAws.LocalAws | Scope.Scope> =>
  Effect.flatMap(LocalAws.LocalAws, (aws) =>
    released(() => new STSClient({ ...configOf(aws.endpoint, keys), ...overrides }))
  )

export const iamClient = (keys: Keys): Effect.Effect<IAMClient, never, LocalAws.LocalAws | Scope.Scope> =>
  Effect.flatMap(LocalAws.LocalAws, (aws) => released(() => new IAMClient(configOf(aws.endpoint, keys))))

export const s3Client = (
  keys: Keys,
  overrides: ClientOverrides = {}
): Effect.Effect<S3Client, never, LocalAws.LocalAws | Scope.Scope> =>
  Effect.flatMap(LocalAws.LocalAws, (aws) =>
    released(() => new S3Client({ ...configOf(aws.endpoint, keys), forcePathStyle: true, ...overrides }))
  )

/** A session's keys, fit for another client. */
export interface SessionKeys extends Keys {
  readonly sessionToken: string
}

interface WithKeys {
  readonly keys: SessionKeys
}

export const whoAmI: (
  keys: Keys,
  overrides?: ClientOverrides
) => Effect.Effect<GetCallerIdentityCommandOutput, SdkError, LocalAws.LocalAws> = Effect.fnUntraced(function* (
  keys: Keys,
  overrides?: ClientOverrides
) {
  const sts = yield* stsClient(keys, overrides)
  return yield* call((abortSignal) => sts.send(new GetCallerIdentityCommand(), { abortSignal }))
}, Effect.scoped)

export const assumeRole: (
  keys: Keys,
  input: Partial<AssumeRoleCommandInput> & { readonly RoleArn: string },
  overrides?: ClientOverrides
) => Effect.Effect<AssumeRoleCommandOutput & WithKeys, SdkError, LocalAws.LocalAws> = Effect.fnUntraced(function* (
  keys: Keys,
  input: Partial<AssumeRoleCommandInput> & { readonly RoleArn: string },
  overrides?: ClientOverrides
) {
  const sts = yield* stsClient(keys, overrides)
  const command = new AssumeRoleCommand({ RoleSessionName: "test", ...input })
  const output = yield* call((abortSignal) => sts.send(command, { abortSignal }))
  return { ...output, keys: keysOf(output.Credentials) }
}, Effect.scoped)

export const assumeRoleWithWebIdentity: (
  token: Redacted.Redacted | string,
  input: Partial<AssumeRoleWithWebIdentityCommandInput> & { readonly RoleArn: string }
) => Effect.Effect<AssumeRoleWithWebIdentityCommandOutput & WithKeys, SdkError, LocalAws.LocalAws> = Effect.fnUntraced(
  function* (
    token: Redacted.Redacted | string,
    input: Partial<AssumeRoleWithWebIdentityCommandInput> & { readonly RoleArn: string }
  ) {
    // The SDK signs nothing here: the keys are never used.
    const sts = yield* stsClient({ accessKeyId: "unused", secretAccessKey: "unused" })
    const command = new AssumeRoleWithWebIdentityCommand({
      RoleSessionName: "job",
      WebIdentityToken: plain(token),
      ...input
    })
    const output = yield* call((abortSignal) => sts.send(command, { abortSignal }))
    return { ...output, keys: keysOf(output.Credentials) }
  },
  Effect.scoped
)

export const getSessionToken: (
  keys: Keys,
  input?: GetSessionTokenCommandInput
) => Effect.Effect<GetSessionTokenCommandOutput & WithKeys, SdkError, LocalAws.LocalAws> = Effect.fnUntraced(function* (
  keys: Keys,
  input: GetSessionTokenCommandInput = {}
) {
  const sts = yield* stsClient(keys)
  const output = yield* call((abortSignal) => sts.send(new GetSessionTokenCommand(input), { abortSignal }))
  return { ...output, keys: keysOf(output.Credentials) }
}, Effect.scoped)

export const listAliases: (keys: Keys) => Effect.Effect<ListAccountAliasesCommandOutput, SdkError, LocalAws.LocalAws> =
  Effect.fnUntraced(function* (keys: Keys) {
    const iam = yield* iamClient(keys)
    return yield* call((abortSignal) => iam.send(new ListAccountAliasesCommand(), { abortSignal }))
  }, Effect.scoped)

export const listBuckets: (
  keys: Keys,
  overrides?: ClientOverrides
) => Effect.Effect<ListBucketsCommandOutput, SdkError, LocalAws.LocalAws> = Effect.fnUntraced(function* (
  keys: Keys,
  overrides?: ClientOverrides
) {
  const s3 = yield* s3Client(keys, overrides)
  return yield* call((abortSignal) => s3.send(new ListBucketsCommand(), { abortSignal }))
}, Effect.scoped)

const keysOf = (credentials: Credentials | undefined): SessionKeys => ({
  accessKeyId: credentials?.AccessKeyId ?? "",
  secretAccessKey: credentials?.SecretAccessKey ?? "",
  sessionToken: credentials?.SessionToken ?? ""
})

export const roleArn = (accountId: string, role: string): string => `arn:aws:iam::${accountId}:role/${role}`

/** The machine's time, which TestClock hides. */
export const realNow: Effect.Effect<number> = TestClock.withLive(Clock.currentTimeMillis)

/** TestClock starts in 1970, while SDKs sign with the machine's time: here both agree. */
export const nowIsReal: Effect.Effect<void> = Effect.flatMap(realNow, TestClock.setTime)
