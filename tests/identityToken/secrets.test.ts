import { assert, describe, it } from "@effect/vitest"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { BotoSesFactory, IdentityToken } from "../../mod.ts"
import { jobs } from "../../src/testing/localCi/Jobs.ts"
import { LocalAws, LocalCi } from "../../src/testing/mod.ts"
import { recorder, show } from "../support/recorder.ts"

const account = "222222222222"
const prd = `arn:aws:iam::${account}:role/job`

class Aws extends BotoSesFactory.Service<Aws>()("acme/Secrets", {
  region: "us-east-1",
  devops: { accountId: "111111111111" },
  workloads: { sbx: { oidcRoleArn: prd }, prd: { oidcRoleArn: `${prd}2` } }
}) {}

const aws = LocalAws.layer({
  accounts: {
    [account]: {
      roles: {
        job: { trust: [{ federated: jobs.github_action.issuer, audience: "sts.amazonaws.com" }] },
        job2: { trust: [{ federated: jobs.github_action.issuer, audience: "another" }] }
      }
    }
  }
})

const job = Layer.provideMerge(LocalCi.layer({ vendor: "github_action" }), aws)
const environment = Layer.unwrap(
  Effect.gen(function* () {
    const { endpoint } = yield* LocalAws.LocalAws
    const { variables } = yield* LocalCi.LocalCi
    const env = { HOME: "/nonexistent", AWS_EC2_METADATA_DISABLED: "true", AWS_ENDPOINT_URL: endpoint, ...variables }
    return ConfigProvider.layer(ConfigProvider.fromEnv({ env }))
  })
)
const program = Layer.provideMerge(Layer.provide(Layer.merge(Aws.layer, IdentityToken.layer), environment), job)

describe("a job's run at the lowest log level", () => {
  it.live("shows neither its tokens nor its permission in logs, spans, errors, inspect or JSON", () => {
    const { seen, spans, layer } = recorder()
    return Effect.gen(function* () {
      const ci = yield* LocalCi.LocalCi
      const local = yield* LocalAws.LocalAws
      const address = new URL(ci.variables.ACTIONS_ID_TOKEN_REQUEST_URL ?? "")
      const secrets = [ci.variables.ACTIONS_ID_TOKEN_REQUEST_TOKEN ?? ""]
      const port = yield* IdentityToken.IdentityToken
      const issued = yield* port.token({}, {})
      secrets.push(Redacted.value(issued.token))
      seen.push(...show(issued), ...show(yield* port.place({})))
      const sbx = Effect.flatMap(Aws.env("sbx"), ({ credentials }) => credentials)
      seen.push(...show(yield* sbx), ...show(yield* Aws.explain("sbx")))
      const failing = Effect.gen(function* () {
        yield* Aws.invalidate
        const error = yield* Effect.flip(sbx)
        seen.push(...show(error), ...show(error.cause), error.stack ?? "")
        yield* Effect.logError("failed", error)
      })
      for (const how of ["refusal", "failure", "cut", "garbage", "redirect", "too long"] as const) {
        yield* ci.answer(how)
        yield* failing
      }
      yield* ci.answer("token")
      for (const kind of ["accessDenied", "expiredToken"] as const) {
        yield* local.fault({ kind, times: "always", when: { action: "AssumeRoleWithWebIdentity" } })
        yield* failing
        yield* local.clearFaults
      }
      const denied = yield* Effect.flip(Effect.flatMap(Aws.env("prd"), ({ credentials }) => credentials))
      seen.push(...show(denied), ...show(denied.cause))
      seen.push(...spans.flatMap((span) => show([span.attributes, span.events, span.status, span.name])))
      const all = seen.join("\n")
      assert.isAbove(spans.length, 10)
      assert.notInclude(all, address.search)
      for (const secret of secrets) {
        const signature = secret.split(".").at(-1) ?? secret
        for (const text of [
          secret,
          encodeURIComponent(secret),
          signature,
          signature.slice(0, 20),
          signature.slice(-20)
        ])
          assert.notInclude(all, text)
      }
    }).pipe(Effect.provide(Layer.provideMerge(program, layer)))
  })
})
