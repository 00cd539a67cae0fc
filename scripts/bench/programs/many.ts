/**
 * Asks a factory of so many envs for each of them, of an STS that answers at once: microseconds for each first ask and
 * for each ask of what is held, and bytes of memory for each session.
 *
 * With few envs a turn is over before it can be measured: then the asks are of several factories, one after the other.
 *
 * Usage: node --expose-gc many.ts COUNT [FACTORIES]
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import {
  BotoSesFactory,
  CredentialSource,
  EnvConfig,
  IdentityToken,
  RolePolicy,
  Runtime,
  SessionStore,
  SnapshotStore,
  Sts
} from "../../../mod.ts"

const [count = 0, factories = 1] = process.argv.slice(2).map(Number)
const names = Array.from({ length: count }, (_, index) => `env${index}`)
const devops = "111111111111"

const credentials = (name: string): CredentialSource.Credentials => ({
  accessKeyId: `ASIA${name}`,
  secretAccessKey: Redacted.make("secret"),
  sessionToken: Redacted.make("token"),
  expiresAt: Date.now() + 3_600_000
})

const identity = (accountId: string): CredentialSource.Identity => ({
  accountId,
  arn: `arn:aws:sts::${accountId}:assumed-role/a-role/a-session`,
  userId: "AROA:a-session"
})

const neverAsked = () => Effect.die(new Error("nobody asks for it"))

const outside = Layer.mergeAll(
  Runtime.layerCi,
  SnapshotStore.layerMemory,
  SessionStore.layerNone,
  IdentityToken.layerNone,
  Layer.succeed(
    CredentialSource.CredentialSource,
    CredentialSource.make({
      ambient: Effect.sync(() => ({
        credentials: credentials("DEVOPS"),
        origin: { _tag: "EnvironmentKeys" } as const
      })),
      profile: neverAsked
    })
  ),
  Layer.succeed(
    Sts.Sts,
    Sts.make({
      getCallerIdentity: () => Effect.succeed(identity(devops)),
      assumeRole: ({ roleArn }) =>
        Effect.sync(() => ({ credentials: credentials(roleArn), identity: identity(roleArn.split(":")[4] ?? "") })),
      assumeRoleWithWebIdentity: neverAsked,
      getSessionToken: neverAsked
    })
  )
)

const options: EnvConfig.Options = {
  region: "us-east-1",
  devops: { accountId: devops },
  workloads: Object.fromEntries(names.map((name, index) => [name, { accountId: String(200_000_000_000 + index) }]))
}

const heap = (): number => {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}

const program = Effect.gen(function* () {
  const { env } = yield* BotoSesFactory.BotoSesFactory
  const askAll = Effect.forEach(names, (name) => Effect.tap(env(name), (session) => session.credentials))
  yield* Effect.tap(env(names[0] ?? ""), (session) => session.credentials)
  const before = heap()
  const start = performance.now()
  const held = yield* askAll
  const first = performance.now() - start
  const bytes = heap() - before
  const again = performance.now()
  yield* askAll
  const cached = performance.now() - again
  return { first: (first * 1000) / count, cached: (cached * 1000) / count, bytes: bytes / held.length }
})

const configured = Layer.mergeAll(EnvConfig.layer(options), RolePolicy.layerNaming(), outside)
const all: Array<Effect.Success<typeof program>> = []
for (let left = factories; left > 0; left--) {
  const layer = Layer.provide(BotoSesFactory.layerNoDeps, configured)
  all.push(await program.pipe(Effect.provide(layer), Effect.runPromise))
}
// What is measured is a program that has run for a while, as one of ten thousand envs has.
const mean = (key: "first" | "cached" | "bytes") => all.reduce((sum, found) => sum + found[key], 0) / all.length
console.log(JSON.stringify({ first: mean("first"), cached: mean("cached"), bytes: mean("bytes") }))
