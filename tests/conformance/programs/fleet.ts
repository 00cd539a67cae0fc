/**
 * One program of a fleet: asks for roles, all at once, and tells how that went.
 *
 * Usage: fleet.ts '{ "url": "redis://…", "roles": [1, 2], "options": { … } }'
 */
import * as NodeRedis from "@effect/platform-node/NodeRedis"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Metric from "effect/Metric"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { BotoSesFactory, CredentialSource, EnvConfig, RolePolicy, Runtime, SnapshotStore, Sts } from "../../../mod.ts"
import { layerNone as noToken } from "../../../src/services/IdentityToken.ts"
import * as RedisStore from "../../../src/sessionStore/redis/mod.ts"
import { dataKey, devops, type FleetAsk, type FleetReport, role, workload } from "../fleet.ts"

const asked: FleetAsk = JSON.parse(process.argv[2] ?? "")
const names = asked.roles.map((index) => `env${index}`)

const configured = EnvConfig.layer({
  region: "us-east-1",
  devops: { accountId: devops },
  workloads: Object.fromEntries(
    asked.roles.map((index) => [`env${index}`, { accountId: workload(index), roleArn: role(index) }])
  )
})

const warnings: Array<string> = []
const warned = Logger.layer([
  Logger.make(({ message }) => {
    warnings.push(String(message))
  })
])

const store = RedisStore.layer({
  key: Redacted.make(dataKey),
  trustPrincipal: true,
  anywhere: true,
  ...asked.options
}).pipe(Layer.provide(RedisStore.inBackground(NodeRedis.layer({ url: asked.url }))))
const ports = Layer.mergeAll(Sts.layer, SnapshotStore.layer, Layer.provideMerge(CredentialSource.layer, store))
const services = Layer.mergeAll(configured, noToken, RolePolicy.layerNaming(), Runtime.layerCi, ports)

const program = Effect.gen(function* () {
  const { env } = yield* BotoSesFactory.BotoSesFactory
  const begun = performance.now()
  const answers = yield* Effect.forEach(
    names,
    (name) => Effect.result(Effect.flatMap(env(name), ({ credentials }) => credentials)),
    { concurrency: "unbounded" }
  )
  const counters = yield* Metric.snapshot
  const lost = counters.find(({ id }) => id === "boto_ses_session_store_lost_leases_total")
  const report: FleetReport = {
    ids: answers.flatMap((answer) => (Result.isSuccess(answer) ? [answer.success.accessKeyId] : [])),
    errors: answers.flatMap((answer) => (Result.isFailure(answer) ? [String(answer.failure)] : [])),
    lost: lost?.type === "Counter" ? Number(lost.state.count) : 0,
    milliseconds: performance.now() - begun,
    warnings
  }
  console.log(JSON.stringify(report))
})

await program.pipe(
  Effect.provide(Layer.provide(BotoSesFactory.layerNoDeps, services)),
  Effect.provide(warned),
  Effect.runPromise
)
