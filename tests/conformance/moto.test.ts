import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, layer, type Vitest } from "@effect/vitest"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { SnapshotStore } from "../../mod.ts"
import { applyEnvironment } from "../../src/domain/child/ChildEnvironment.ts"
import type { BotoSesError } from "../../src/domain/errors/BotoSesError.ts"
import { Aws, accounts, envs } from "../factory/acme.ts"
import { and, hasMoto, Moto, type MotoVariables, onMoto, roleVariables, userVariables } from "./moto.ts"
import { withPeer } from "./peers.ts"
import { Recorder } from "./Recorder.ts"

const devopsRole = roleVariables(accounts.devops, "devops_role")
const sbxRole = roleVariables(accounts.sbx, "sbx_deployment_role")

const places = [
  ["CI", Aws.layerCi],
  ["Cloud9", Aws.layerCloud9]
] as const

const ambients: ReadonlyArray<readonly [name: string, variables: MotoVariables, arn: string]> = [
  ["an IAM user", userVariables, `arn:aws:iam::${accounts.devops}:user/ci`],
  ["a session of the devops role", devopsRole, `arn:aws:sts::${accounts.devops}:assumed-role/devops_role/job`]
]

type MotoIt = Vitest.MethodsNonLive<Moto>

const failure = <A, R>(effect: Effect.Effect<A, BotoSesError, R>) =>
  Effect.map(Effect.flip(effect), ({ reason }) => reason)

/** A home of its own, for what a hand-over writes. */
const temporaryHome = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "moto-"))),
  (home) => Effect.sync(() => rmSync(home, { recursive: true }))
)

const rows = (it: MotoIt): void => {
  for (const [place, layerOfPlace] of places) {
    describe(`in ${place}`, () => {
      for (const [name, variables, arn] of ambients) {
        it.effect(`devops is the ambient identity: ${name}`, () =>
          Effect.gen(function* () {
            const devops = yield* Aws.devops
            assert.strictEqual(devops.plan?._tag, "UseAmbient")
            assert.strictEqual(yield* devops.accountId, accounts.devops)
            assert.strictEqual(yield* devops.principalArn, arn)
            assert.strictEqual(yield* Aws.env("devops"), devops)
            assert.deepStrictEqual(yield* (yield* Recorder).actions, ["GetCallerIdentity"])
          }).pipe(Effect.provide(onMoto(layerOfPlace, variables)))
        )

        it.effect(`every env is assumed from it: ${name}`, () =>
          Effect.gen(function* () {
            for (const env of envs) {
              const session = yield* Aws.env(env)
              assert.strictEqual(session.plan?._tag, "AssumeRole")
              assert.strictEqual(yield* session.accountId, accounts[env])
              assert.strictEqual(
                yield* session.principalArn,
                `arn:aws:sts::${accounts[env]}:assumed-role/${env}_deployment_role/${env}_role_session`
              )
            }
            assert.deepStrictEqual(yield* (yield* Recorder).actions, [
              "GetCallerIdentity",
              ...envs.map(() => "AssumeRole")
            ])
          }).pipe(Effect.provide(onMoto(layerOfPlace, variables)))
        )
      }

      it.effect("an ambient that already is the workload's role is used as it is", () =>
        Effect.gen(function* () {
          const sbx = yield* Aws.env("sbx")
          assert.strictEqual(sbx.plan?._tag, "UseAmbient")
          assert.strictEqual(yield* sbx.accountId, accounts.sbx)
          assert.deepStrictEqual(yield* (yield* Recorder).actions, ["GetCallerIdentity"])
        }).pipe(Effect.provide(onMoto(layerOfPlace, sbxRole)))
      )

      it.effect("an ambient that is a workload's role is not devops, nor a way to another workload", () =>
        Effect.gen(function* () {
          for (const ask of [Aws.devops, Aws.env("prd")] as const) {
            const reason = yield* failure(ask as Effect.Effect<unknown, BotoSesError, Aws>)
            assert.strictEqual(reason._tag, "DevopsNotRecognised")
            assert.include(reason.message, "arn:aws:sts::22********22:assumed-role/sbx_deployment_role/job")
          }
          assert.deepStrictEqual(yield* (yield* Recorder).actions, ["GetCallerIdentity"])
        }).pipe(Effect.provide(onMoto(layerOfPlace, sbxRole)))
      )

      for (const [form, store] of [
        ["file", SnapshotStore.layerFile],
        ["server", SnapshotStore.layerServer]
      ] as const) {
        it.effect(`devops handed over by ${form} is devops, and the way to other workloads`, () =>
          Effect.gen(function* () {
            const env = { HOME: yield* temporaryHome }
            const variables = ConfigProvider.layer(ConfigProvider.fromEnv({ env }))
            const parent = Context.get(yield* Layer.build(onMoto(layerOfPlace, devopsRole)), Aws)
            const { share } = Context.get(
              yield* Layer.build(Layer.provide(store, variables)),
              SnapshotStore.SnapshotStore
            )
            const handed = yield* share(yield* parent.devops)
            const inChild: MotoVariables = (moto) =>
              Effect.map(sbxRole(moto), (job) => applyEnvironment({ ...env, ...job }, handed))
            yield* Effect.gen(function* () {
              const devops = yield* Aws.devops
              assert.strictEqual(devops.plan?._tag, "UseHandover")
              assert.strictEqual(yield* devops.principalArn, yield* (yield* parent.devops).principalArn)
              const prd = yield* Aws.env("prd")
              assert.strictEqual(yield* prd.accountId, accounts.prd)
              const sbx = yield* Aws.env("sbx")
              assert.strictEqual(sbx.plan?._tag, "UseAmbient")
              assert.strictEqual((yield* (yield* Recorder).actions).filter((a) => a === "AssumeRole").length, 1)
            }).pipe(Effect.provide(onMoto(layerOfPlace, inChild)))
          })
        )
      }

      it.effect("a secret key that is not the user's is CredentialsRejected", () =>
        Effect.gen(function* () {
          const reason = yield* failure(Aws.env("sbx"))
          assert.strictEqual(reason._tag, "CredentialsRejected")
          assert.include(reason.message, "SignatureDoesNotMatch")
        }).pipe(Effect.provide(onMoto(layerOfPlace, and(userVariables, { AWS_SECRET_ACCESS_KEY: "wrong" }))))
      )

      it.effect("a role that devops may not assume is AssumeRoleDenied", () =>
        Effect.gen(function* () {
          const devops = yield* Aws.devops
          const reason = yield* failure(devops.assumeRole({ roleArn: `arn:aws:iam::${accounts.prd}:role/admin_role` }))
          assert.strictEqual(reason._tag, "AssumeRoleDenied")
          assert.include(reason.message, "is not authorized to perform: sts:AssumeRole")
        }).pipe(Effect.provide(onMoto(layerOfPlace, devopsRole)))
      )
    })
  }

  describe("the application's session", () => {
    const app = (expected: string) =>
      Effect.gen(function* () {
        const session = yield* Aws.app
        assert.strictEqual(session.plan?._tag, "AssumeRole")
        assert.strictEqual(session.env, expected)
        assert.strictEqual(yield* session.accountId, accounts[expected as keyof typeof accounts])
        return session
      })

    for (const [name, variables, expected] of [
      ["USER_ENV_NAME", { USER_ENV_NAME: "prd" }, "prd"],
      ["ENV_NAME", { ENV_NAME: "stg" }, "stg"],
      ["USER_ENV_NAME before ENV_NAME", { USER_ENV_NAME: "tst", ENV_NAME: "stg" }, "tst"],
      ["devops as the current env", { USER_ENV_NAME: "devops" }, "sbx"]
    ] as const) {
      it.effect(`in CI is of the current env: ${name}`, () =>
        app(expected).pipe(Effect.provide(onMoto(Aws.layerCi, and(devopsRole, variables))))
      )
    }

    it.effect("in CI without a current env is refused before any request", () =>
      Effect.gen(function* () {
        assert.strictEqual((yield* failure(Aws.app))._tag, "CurrentEnvUnknown")
        assert.deepStrictEqual(yield* (yield* Recorder).actions, [])
      }).pipe(Effect.provide(onMoto(Aws.layerCi, devopsRole)))
    )

    it.effect("in CI whose job already has the current env's role is the ambient one", () =>
      Effect.gen(function* () {
        const session = yield* Aws.app
        assert.strictEqual(session.plan?._tag, "UseAmbient")
        assert.strictEqual(yield* session.accountId, accounts.sbx)
      }).pipe(Effect.provide(onMoto(Aws.layerCi, and(sbxRole, { USER_ENV_NAME: "sbx" }))))
    )

    it.effect("on Cloud9 is of defaultAppEnv, whatever the current env", () =>
      Effect.gen(function* () {
        const session = yield* app("sbx")
        const sbx = yield* Aws.env("sbx")
        assert.strictEqual((yield* session.credentials).accessKeyId, (yield* sbx.credentials).accessKeyId)
      }).pipe(Effect.provide(onMoto(Aws.layerCloud9, and(devopsRole, { USER_ENV_NAME: "prd" }))))
    )

    it.effect("in Lambda is the ambient one, without a request until its identity is asked", () =>
      Effect.gen(function* () {
        const session = yield* Aws.app
        yield* session.credentials
        const { actions } = yield* Recorder
        assert.deepStrictEqual(yield* actions, [])
        assert.strictEqual(yield* session.accountId, accounts.sbx)
        assert.deepStrictEqual(yield* actions, ["GetCallerIdentity"])
      }).pipe(Effect.provide(onMoto(Aws.layerLambda, and(sbxRole, { AWS_REGION: "eu-west-1" }))))
    )
  })
}

withPeer("moto_server", hasMoto, () => layer(Moto.layer, { excludeTestServices: true })("on moto_server", rows))
