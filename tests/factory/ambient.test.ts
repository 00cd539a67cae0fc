import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { BotoSesError } from "../../src/domain/errors/BotoSesError.ts"
import { LocalAws } from "../../src/testing/mod.ts"
import { Aws, accounts, onPlace, sessionVariables, userVariables, type Variables, world } from "./acme.ts"

const ci = (variables: Variables) => Effect.provide(onPlace(Aws.layerCi, variables))

const failure = <A, R>(effect: Effect.Effect<A, BotoSesError, R>) =>
  Effect.map(Effect.flip(effect), ({ reason }) => reason)

describe("the ambient identity in CI", () => {
  it.effect("is used as it is where it already is the workload's role", () =>
    Effect.gen(function* () {
      const sbx = yield* Aws.env("sbx")
      assert.strictEqual(sbx.plan?._tag, "UseAmbient")
      assert.strictEqual(yield* sbx.accountId, accounts.sbx)
      assert.strictEqual(yield* (yield* LocalAws.LocalAws).count("AssumeRole"), 0)
    }).pipe(ci(sessionVariables(accounts.sbx, "sbx_deployment_role")))
  )

  it.effect("that is a workload's role is not devops: the error names the principal and what to do", () =>
    Effect.gen(function* () {
      const reason = yield* failure(Aws.devops)
      assert.strictEqual(reason._tag, "DevopsNotRecognised")
      assert.include(reason.message, "assumed-role/sbx_deployment_role/job")
      assert.include(reason.message, "22********22")
      assert.include(reason.message, "hand devops over")
      assert.notInclude(reason.message, accounts.sbx)
    }).pipe(ci(sessionVariables(accounts.sbx, "sbx_deployment_role")))
  )

  it.effect("that is absent is an error of its own, and says where was looked", () =>
    Effect.gen(function* () {
      for (const ask of [Aws.devops, Aws.env("sbx")] as const) {
        const reason = yield* failure(ask as Effect.Effect<unknown, BotoSesError, Aws>)
        assert.strictEqual(reason._tag, "AmbientAbsent")
        assert.include(reason.message, "USER_RUNTIME_NAME=local")
        assert.notInclude(reason.message, "snapshot")
      }
    }).pipe(ci(() => Effect.succeed({})))
  )

  it.effect("of an IAM user, without token and expiry, works", () =>
    Effect.gen(function* () {
      const devops = yield* Aws.devops
      const sbx = yield* Aws.env("sbx")
      assert.strictEqual(yield* sbx.accountId, accounts.sbx)
      assert.strictEqual(yield* devops.principalArn, `arn:aws:iam::${accounts.devops}:user/ci`)
      const credentials = yield* devops.credentials
      assert.isUndefined(credentials.sessionToken)
      assert.isTrue(Option.isNone(yield* devops.expiration))
      assert.isFalse(yield* devops.isExpired("1 hour"))
    }).pipe(ci(userVariables(accounts.devops, "ci")))
  )

  it.effect("with a wrong secret key is CredentialsRejected, in AWS's words", () =>
    Effect.gen(function* () {
      const reason = yield* failure(Aws.env("sbx"))
      assert.strictEqual(reason._tag, "CredentialsRejected")
      assert.include(reason.message, "SignatureDoesNotMatch")
      assert.include(
        reason.message,
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method."
      )
    }).pipe(
      ci((aws) =>
        Effect.map(userVariables(accounts.devops, "ci")(aws), (keys) => ({ ...keys, AWS_SECRET_ACCESS_KEY: "wrong" }))
      )
    )
  )

  it.effect("that has expired is SessionExpired, in AWS's words", () =>
    Effect.gen(function* () {
      const reason = yield* failure(Aws.env("sbx"))
      assert.strictEqual(reason._tag, "SessionExpired")
    }).pipe(
      ci((aws) =>
        Effect.tap(sessionVariables(accounts.devops, "devops_role")(aws), (keys) =>
          aws.expire(keys.AWS_ACCESS_KEY_ID ?? "")
        )
      )
    )
  )

  const closed = {
    accounts: {
      ...world.accounts,
      [accounts.prd]: { roles: { prd_deployment_role: { trust: [] } } },
      [accounts.dr]: {}
    }
  }

  it.effect("that may not assume the role, or asks for an unknown one: AssumeRoleDenied names both causes", () =>
    Effect.gen(function* () {
      for (const env of ["prd", "dr"] as const) {
        const reason = yield* failure(Aws.env(env))
        assert.strictEqual(reason._tag, "AssumeRoleDenied")
        assert.include(reason.message, "no such role exists")
        assert.include(reason.message, "trust policy does not allow sts:AssumeRole")
        assert.include(reason.message, "arn:aws:sts::11********11:assumed-role/devops_role/job")
        assert.include(reason.message, "is not authorized to perform: sts:AssumeRole on resource:")
      }
    }).pipe(Effect.provide(onPlace(Aws.layerCi, sessionVariables(accounts.devops, "devops_role"), closed)))
  )
})

describe("Cloud9's managed temporary credentials", () => {
  it.effect("may say who they are and assume nothing: the error says what to do", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      yield* aws.fault({ kind: "accessDenied", times: "always", when: { action: "AssumeRole" } })
      const reason = yield* failure(Aws.env("sbx"))
      assert.strictEqual(reason._tag, "AssumeRoleDenied")
      assert.include(reason.message, "attach an instance profile")
    }).pipe(Effect.provide(onPlace(Aws.layerCloud9, userVariables(accounts.devops, "ci"))))
  )

  it.effect("are not suspected in CI", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      yield* aws.fault({ kind: "accessDenied", times: "always", when: { action: "AssumeRole" } })
      assert.notInclude((yield* failure(Aws.env("sbx"))).message, "instance profile")
    }).pipe(ci(userVariables(accounts.devops, "ci")))
  )
})
