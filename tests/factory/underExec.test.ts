import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { SnapshotStore } from "../../mod.ts"
import type { ChildEnvironment } from "../../src/domain/child/ChildEnvironment.ts"
import { encodeMarker } from "../../src/domain/child/ExecMarker.ts"
import type { BotoSesError } from "../../src/domain/errors/BotoSesError.ts"
import { LocalAws } from "../../src/testing/mod.ts"
import { Aws, accounts, onLaptop, onPlace, sessionVariables, type Variables } from "./acme.ts"

const plain = ({ set }: ChildEnvironment): Record<string, string> =>
  Object.fromEntries(
    Object.entries(set).map(([name, value]) => [name, typeof value === "string" ? value : Redacted.value(value)])
  )

/** The environment of a child of our own exec: the target's keys and the marker that names them. */
const underExec =
  (target: "sbx" | "prd" | "devops" | "app", role: string, account: keyof typeof accounts): Variables =>
  (aws) =>
    Effect.map(sessionVariables(accounts[account], role)(aws), (keys) => ({
      ...keys,
      ...plain(
        encodeMarker({
          target,
          env: target === "devops" ? undefined : target === "app" ? "prd" : target,
          accountId: accounts[account],
          kind: "assumed-role",
          name: role
        })
      ),
      USER_ENV_NAME: "tst"
    }))

type Place = (variables: Variables) => Layer.Layer<Aws | LocalAws.LocalAws, BotoSesError | LocalAws.LocalAwsError>

const places: ReadonlyArray<readonly [string, Place]> = [
  ["a laptop", (variables) => onLaptop(Aws.layerLocal, variables)],
  ["CI", (variables) => onPlace(Aws.layerCi, variables)],
  ["Cloud9", (variables) => onPlace(Aws.layerCloud9, variables)]
]

describe.each(places)("inside exec on %s", (name, on) => {
  it.effect("prd: app and env(prd) are prd, whatever profiles, current env and defaultAppEnv say", () =>
    Effect.gen(function* () {
      const app = yield* Aws.app
      const prd = yield* Aws.env("prd")
      assert.deepStrictEqual([yield* app.accountId, yield* prd.accountId], [accounts.prd, accounts.prd])
      assert.deepStrictEqual([app.env, app.plan?._tag, prd.plan?._tag], ["prd", "UseAmbient", "UseAmbient"])
      assert.strictEqual(yield* (yield* LocalAws.LocalAws).count("AssumeRole"), 0)
    }).pipe(Effect.provide(on(underExec("prd", "prd_deployment_role", "prd"))))
  )

  it.effect("app: the env that the session had", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* Aws.app).env, "prd")
      assert.strictEqual(yield* (yield* Aws.env("prd")).accountId, accounts.prd)
    }).pipe(Effect.provide(on(underExec("app", "prd_app_role", "prd"))))
  )

  it.effect("devops: devops alone is the ambient one", () =>
    Effect.gen(function* () {
      const devops = yield* Aws.devops
      assert.strictEqual(yield* devops.principalArn, `arn:aws:sts::${accounts.devops}:assumed-role/devops_role/job`)
      const sbx = yield* Aws.env("sbx")
      assert.strictEqual(yield* sbx.accountId, accounts.sbx)
      assert.strictEqual(sbx.plan?._tag, name === "a laptop" ? "UseProfile" : "AssumeRole")
    }).pipe(Effect.provide(on(underExec("devops", "devops_role", "devops"))))
  )

  it.effect("a marker that the ambient identity does not match is ignored, and explain says so", () =>
    Effect.gen(function* () {
      const sbx = yield* Aws.env("sbx", {})
      assert.strictEqual(yield* sbx.accountId, accounts.sbx)
      const { plan } = yield* Aws.explain("prd", { identity: true })
      assert.notStrictEqual(plan._tag, "UseAmbient")
      assert.include(String(yield* Aws.explain("prd")), "the marker of exec prd is ignored")
    }).pipe(
      Effect.provide(
        on((aws) =>
          Effect.gen(function* () {
            const marked = yield* underExec("prd", "prd_deployment_role", "prd")(aws)
            return { ...marked, ...(yield* sessionVariables(accounts.devops, "devops_role")(aws)) }
          })
        )
      )
    )
  )

  it.effect("without a hand-over, devops is what the place gives: the profile on a laptop, else a typed error", () =>
    Effect.gen(function* () {
      if (name === "a laptop") {
        assert.strictEqual((yield* Aws.devops).plan?._tag, "UseProfile")
      } else {
        const { reason } = yield* Effect.flip(Aws.devops)
        assert.strictEqual(reason._tag, "DevopsNotRecognised")
      }
    }).pipe(Effect.provide(on(underExec("prd", "prd_deployment_role", "prd"))))
  )
})

describe("a hand-over of devops", () => {
  it.effect.each([
    ["a server", SnapshotStore.layerServer],
    ["an encrypted file", SnapshotStore.layerFile]
  ] as const)("by %s reaches a CI child whose ambient identity is a workload's role", ([, store]) =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const devops = yield* Aws.devops
      const shared = yield* Effect.provide(
        SnapshotStore.SnapshotStore.use(({ share }) => share(devops)),
        store
      )
      const child = onPlace(Layer.fresh(Aws.layerCi), () =>
        Effect.map(sessionVariables(accounts.sbx, "sbx_deployment_role")(aws), (keys) => ({
          ...keys,
          ...plain(shared),
          AWS_ENDPOINT_URL: aws.endpoint
        }))
      )
      yield* Effect.gen(function* () {
        const handedOver = yield* Aws.devops
        assert.strictEqual(handedOver.plan?._tag, "UseHandover")
        assert.strictEqual(yield* handedOver.accountId, accounts.devops)
        const prd = yield* Aws.env("prd")
        assert.strictEqual(yield* prd.accountId, accounts.prd)
        assert.strictEqual((yield* Aws.env("sbx")).plan?._tag, "UseAmbient")
      }).pipe(Effect.provide(child))
    }).pipe(Effect.scoped, Effect.provide(onPlace(Aws.layerCi, sessionVariables(accounts.devops, "devops_role"))))
  )
})
