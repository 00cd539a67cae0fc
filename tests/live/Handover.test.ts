import { assert, describe, it } from "@effect/vitest"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { Handover, SnapshotStore } from "../../mod.ts"
import { testHome } from "../handover/snapshotStoreSuite.ts"
import { stubDevops, stubEnv } from "../handover/stubSession.ts"

/** A store that hands over by a variable of its own. */
const own = (shared: Array<boolean>) =>
  SnapshotStore.make({
    share: (session, options) =>
      Effect.sync(() => {
        shared.push(options?.static === true)
        return { set: { OWN_STORE: session.region }, unset: ["BOTO_SES_HANDOVER"] }
      }),
    load: Effect.succeedNone
  })

const script = 'test "$OWN_STORE" = eu-west-1'

describe("what a child is handed", () => {
  it.live("goes by the store of the context, else by the live one", () =>
    Effect.gen(function* () {
      const { env } = yield* testHome
      const alone = ConfigProvider.fromEnv({ env })
      const devops = stubDevops()
      const options = { static: true, stdio: "ignore", inherited: { ...env, PATH: "/usr/bin:/bin" } } as const
      const run = (handover: boolean) =>
        Handover.exec(stubEnv("sbx"), "sh", ["-c", script], { ...options, ...(handover ? { handover: devops } : {}) })
      const shared: Array<boolean> = []
      const inContext = Effect.provideService(SnapshotStore.SnapshotStore, own(shared))
      const codes = Effect.all([inContext(run(true)), inContext(run(false)), run(true)])
      const found = yield* Effect.provideService(codes, ConfigProvider.ConfigProvider, alone)
      assert.deepStrictEqual(found, [0, 1, 1])
      assert.deepStrictEqual(shared, [true])
    })
  )

  it.live("stands in an environment too, where devops is given", () =>
    Effect.gen(function* () {
      const { env } = yield* testHome
      const of = (options?: Handover.EnvironmentOptions) =>
        Handover.environment(stubEnv("sbx"), options).pipe(
          Effect.provideService(SnapshotStore.SnapshotStore, own([])),
          Effect.provideService(ConfigProvider.ConfigProvider, ConfigProvider.fromEnv({ env }))
        )
      const { set, unset } = yield* of({ handover: stubDevops() })
      assert.strictEqual(set.OWN_STORE, "eu-west-1")
      assert.include(unset, "BOTO_SES_HANDOVER")
      assert.notProperty((yield* of()).set, "OWN_STORE")
    })
  )
})

describe("applyEnvironment", () => {
  it("makes variables of an environment, over those given", () => {
    const environment = { set: { A: Redacted.make("secret"), B: "new" }, unset: ["AWS_PROFILE"] }
    assert.deepStrictEqual(Handover.applyEnvironment(environment), { A: "secret", B: "new" })
    const base = { PATH: "/bin", B: "old", AWS_PROFILE: "p", GONE: undefined }
    assert.deepStrictEqual(Handover.applyEnvironment(environment, base), { PATH: "/bin", A: "secret", B: "new" })
  })
})
