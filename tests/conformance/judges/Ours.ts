/** The same question to ours: the credential source, and the sessions and clients of a factory. */

import * as net from "node:net"
import process from "node:process"
import { GetObjectCommand, ListBucketsCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3"
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Redacted from "effect/Redacted"
import { AwsClientDefaults, type BotoSesError, BotoSesFactory, CredentialSource, type Session } from "../../../mod.ts"
import { describeOrigin } from "../../../src/domain/aws/Origin.ts"
import type { Answer, Case } from "./Case.ts"
import type { Certificates } from "./Certificates.ts"
import type { Fake } from "./Fake.ts"
import { facetsOfWire } from "./Judge.ts"
import { asRoot, makeWorld, type World } from "./World.ts"

type Connect = (...args: ReadonlyArray<unknown>) => net.Socket
interface Options {
  host?: string
  port?: number | string
  path?: string | null
}

const prototype = net.Socket.prototype as unknown as { connect: Connect }
const connect = prototype.connect
const loopback = /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/

/** Whatever is not loopback is answered by the fakes, as the guard of the judges does. */
const onLoopback = ({ plain, tls }: { readonly plain: number; readonly tls: number }): void => {
  prototype.connect = function (this: net.Socket, ...args) {
    const [first] = args
    const options = (Array.isArray(first) ? first[0] : first) as Options | undefined
    if (typeof options === "object" && !options.path && !loopback.test(options.host ?? "localhost")) {
      options.port = Number(options.port) === 443 ? tls : plain
      options.host = "127.0.0.1"
    }
    return connect.apply(this, args as Array<unknown>)
  }
}

const setEnvironment = (env: { readonly [name: string]: string | undefined }): void => {
  for (const name of Object.keys(process.env)) delete process.env[name]
  Object.assign(process.env, env)
}

/** Runs in the case's environment: the SDK and the library read the process's in places, so both are the case's. */
export const inWorld = async <A>(
  one: Case,
  certificates: Certificates,
  work: (world: World) => Promise<A>,
  given?: Fake
): Promise<A> => {
  await using world = await makeWorld(one, certificates, given)
  const inherited = { ...process.env }
  const unprivileged = asRoot && one.unreadable !== undefined
  setEnvironment(world.env)
  onLoopback(world.fake.ports)
  if (unprivileged) process.seteuid?.(65_534)
  try {
    return await work(world)
  } finally {
    if (unprivileged) process.seteuid?.(0)
    prototype.connect = connect
    setEnvironment(inherited)
  }
}

/** The variables of a world. What a program would be warned of is no answer. */
const layerEnvironment = ({ env, fake }: World) =>
  Layer.mergeAll(
    ConfigProvider.layer(ConfigProvider.fromEnv({ env: { ...env } })),
    Logger.layer([]),
    "requestHandler" in fake
      ? Layer.succeed(AwsClientDefaults.AwsClientDefaults, { requestHandler: fake.requestHandler as object })
      : Layer.empty
  )

export const keyWords = (key: string, token: Redacted.Redacted | undefined): string =>
  token === undefined ? key : `${key} ${Redacted.value(token) === "" ? "with an empty token" : "with a token"}`

const failed = (credentials: string, error: unknown): Answer => ({ credentials, error: String(error).slice(0, 300) })

/** Where a profile has nothing to sign in with, boto3 has no credentials, and we an error that says so. */
const nothing = /It configures no credentials/

const credentials = (one: Case, world: World): Promise<Answer> =>
  Effect.flatMap(CredentialSource.CredentialSource, (source) =>
    one.profile === undefined ? source.ambient : source.profile(one.profile)
  ).pipe(
    Effect.map(
      ({ credentials }): Answer => ({
        credentials: keyWords(credentials.accessKeyId, credentials.sessionToken)
      })
    ),
    Effect.catchTags({
      CredentialsAbsent: (error) => Effect.succeed(failed("none", error.tried.join(", "))),
      ProfileNotFound: (error) => Effect.succeed(failed("not found", error.profile)),
      SourceUnusable: (error) =>
        Effect.succeed(
          failed(nothing.test(error.detail) ? "none" : "error", `${describeOrigin(error.origin)}: ${error.detail}`)
        ),
      SsoSignInAbsent: () => Effect.succeed(failed("error", "SsoSignInAbsent")),
      SsoSignInExpired: () => Effect.succeed(failed("error", "SsoSignInExpired"))
    }),
    Effect.provide(CredentialSource.layer.pipe(Layer.provideMerge(layerEnvironment(world)))),
    Effect.runPromise
  )

/** A program's session: of the app in a Lambda function for the ambient credentials, of an env on a laptop for a profile. */
const withSession = <A>(
  { profile }: Case,
  world: World,
  use: (session: Session.Session) => Effect.Effect<A>
): Effect.Effect<A, BotoSesError> => {
  class Aws extends BotoSesFactory.Service<Aws>()("judges/Aws", {
    devops: {},
    workloads: { sbx: profile === undefined ? {} : { profile } }
  }) {}
  const layer = profile === undefined ? Aws.layerLambda : Aws.layerLocal
  const session: Effect.Effect<Session.Session, BotoSesError, Aws> = profile === undefined ? Aws.app : Aws.env("sbx")
  return Effect.flatMap(session, use).pipe(Effect.provide(layer.pipe(Layer.provideMerge(layerEnvironment(world)))))
}

const quiet = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "asked",
    (error) => String(error).slice(0, 300)
  )

const once = { maxAttempts: 1 }

/** One request of each client that the row looks at; what it was is seen on the wire. */
const useClients = async (one: Case, session: Session.Session): Promise<{ retries?: string; failures: string }> => {
  const client = <A>(effect: Effect.Effect<A, unknown>): Promise<A> => Effect.runPromise(effect)
  const failures: Array<string> = []
  const note = async (work: () => Promise<unknown>) => {
    const said = await quiet(work())
    if (said !== "asked") failures.push(said)
  }
  const wants = (...facets: ReadonlyArray<string>) => facets.some((facet) => one.compare.includes(facet as never))
  if (wants("sts", "appId")) {
    await note(async () => (await client(session.client(STSClient, once))).send(new GetCallerIdentityCommand()))
  }
  if (wants("s3")) await note(async () => (await client(session.client(S3Client, once))).send(new ListBucketsCommand()))
  if (wants("plain")) {
    const config = { ...once, ignoreConfiguredEndpointUrls: true }
    await note(async () => (await client(session.client(S3Client, config))).send(new ListBucketsCommand()))
  }
  const object = { Bucket: "acme-data", Key: "k" }
  if (wants("put")) {
    await note(async () =>
      (await client(session.client(S3Client, once))).send(new PutObjectCommand({ ...object, Body: "x" }))
    )
  }
  if (wants("get")) {
    await note(async () => {
      const answer = await (await client(session.client(S3Client, once))).send(new GetObjectCommand(object))
      await answer.Body?.transformToString()
    })
  }
  if (!wants("retries")) return { failures: failures.join("; ") }
  const { config } = await client(session.client(S3Client))
  const mode = typeof config.retryMode === "function" ? await config.retryMode() : config.retryMode
  return { retries: JSON.stringify(`${mode} ${await config.maxAttempts()}`), failures: failures.join("; ") }
}

const needsSession = (one: Case): boolean =>
  one.compare.some((facet) => !["credentials", "asked", "askedOnce"].includes(facet))

const sessionFacets = (one: Case, world: World): Promise<Answer> =>
  withSession(one, world, (session) =>
    Effect.map(
      Effect.promise(() => useClients(one, session)),
      ({ retries, failures }): Answer => ({
        ...facetsOfWire(one, world),
        region: session.region,
        ...(retries === undefined ? {} : { retries }),
        error: failures === "" ? undefined : failures
      })
    )
  ).pipe(
    Effect.catch((error: BotoSesError) =>
      Effect.succeed<Answer>({
        ...facetsOfWire(one, world),
        region: error.reason._tag === "RegionUnknown" ? "none" : "error",
        error: `${error.reason._tag}: ${error.message}`.slice(0, 400)
      })
    ),
    Effect.runPromise
  )

/**
 * Ours, in two worlds alike: what the source asks is not mixed with what the factory asks.
 *
 * @param given makes a fake in place of one of its own
 */
export const askOurs = async (one: Case, certificates: Certificates, given?: () => Fake): Promise<Answer> => {
  const fromSource = await inWorld(
    one,
    certificates,
    async (world) => ({
      ...(await credentials(one, world)),
      ...Object.fromEntries(
        Object.entries(facetsOfWire(one, world)).filter(([facet]) => facet === "asked" || facet === "askedOnce")
      )
    }),
    given?.()
  )
  if (!needsSession(one)) return fromSource
  const fromFactory = await inWorld(one, certificates, (world) => sessionFacets(one, world), given?.())
  return {
    ...fromFactory,
    ...fromSource,
    error: [fromSource.error, fromFactory.error].filter((error) => error !== undefined).join(" / ") || undefined
  }
}
