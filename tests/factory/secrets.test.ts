import { inspect } from "node:util"
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import * as Redacted from "effect/Redacted"
import { SnapshotStore } from "../../mod.ts"
import type { Session } from "../../src/services/Session.ts"
import { LocalAws, layerTest } from "../../src/testing/mod.ts"
import { recorder, show } from "../support/recorder.ts"
import { Aws, accounts, envs } from "./acme.ts"

describe("a full run at the lowest log level", () => {
  it.effect("shows no secret key and no token in logs, spans, metrics, errors, inspect or JSON", () => {
    const { seen, spans, layer } = recorder()
    return Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const secrets: Array<string> = []
      const remember = (session: Session) =>
        Effect.gen(function* () {
          const credentials = yield* session.credentials
          secrets.push(Redacted.value(credentials.secretAccessKey))
          if (credentials.sessionToken !== undefined) secrets.push(Redacted.value(credentials.sessionToken))
          seen.push(...show(session), ...show(credentials), ...show(yield* session.whoAmI))
          seen.push(...show(yield* session.environment), ...show(yield* Effect.exit(session.credentials)))
          yield* Effect.log("a session", session, credentials)
        })
      const devops = yield* Aws.devops
      yield* remember(devops)
      for (const env of envs) yield* remember(yield* Aws.env(env))
      const role = yield* devops.assumeRole({ roleArn: `arn:aws:iam::${accounts.prd}:role/prd_deployment_role` })
      yield* remember(role)
      yield* role.use(STSClient, (sts, abortSignal) => sts.send(new GetCallerIdentityCommand(), { abortSignal }))
      seen.push(...show(yield* SnapshotStore.SnapshotStore.use(({ share }) => share(devops))))
      seen.push(...show(yield* Aws.explain("prd")), String(yield* Aws.explain("prd")))

      const kinds = ["accessDenied", "expiredToken", "throttle", "serverError"] as const
      for (const kind of kinds) {
        yield* aws.fault({ kind, times: "always", when: { action: "GetCallerIdentity" } })
        const error = yield* Effect.flip(
          role.use(STSClient, (sts, abortSignal) => sts.send(new GetCallerIdentityCommand(), { abortSignal }))
        )
        seen.push(...show(error), error.stack ?? "", ...show(error.cause))
        yield* Effect.logError("failed", error)
        yield* aws.clearFaults
      }
      yield* aws.fault({ kind: "accessDenied", times: "always", when: { action: "AssumeRole" } })
      yield* Aws.invalidate
      const denied = yield* Effect.flip(Aws.env("prd"))
      seen.push(...show(denied), ...show(denied.cause))

      for (const span of spans) {
        seen.push(inspect([span.name, [...span.attributes], span.events, span.status], { depth: 12 }))
      }
      seen.push(inspect(yield* Metric.snapshot, { depth: 12 }))

      const all = seen.join("\n")
      assert.isAbove(secrets.length, 12)
      assert.isFalse(secrets.some((secret) => all.includes(secret)))
      const names = new Set(spans.map(({ name }) => name))
      for (const name of ["BotoSesFactory.resolve", "Credentials.refresh", "Sts.assumeRole", "Sts.getCallerIdentity"]) {
        assert.isTrue(names.has(name), name)
      }
      assert.include(all, "boto_ses_sts_requests_total")
      assert.include(all, "boto_ses_credential_refreshes_total")
      assert.include(all, "boto_ses_credential_expiry_seconds")
    }).pipe(
      Effect.scoped,
      Effect.provide(
        Layer.mergeAll(Layer.provide(layerTest(Aws, { runtime: "ci" }), layer), SnapshotStore.layerServer)
      ),
      Effect.provide(layer)
    )
  })

  it.effect("makes no span for what is answered from a cache", () => {
    const { spans, layer } = recorder()
    return Effect.gen(function* () {
      const sbx = yield* Aws.env("sbx")
      yield* sbx.identity
      const before = spans.length
      for (let i = 0; i < 100; i++) {
        yield* Aws.env("sbx")
        yield* sbx.credentials
        yield* sbx.identity
        yield* Effect.promise(() => sbx.provider())
      }
      assert.strictEqual(spans.length, before)
      const resolve = spans.find(({ name }) => name === "BotoSesFactory.resolve")
      assert.deepInclude(Object.fromEntries(resolve?.attributes ?? []), {
        "boto_ses.purpose": "env",
        "boto_ses.target": "sbx",
        "boto_ses.runtime": "ci"
      })
    }).pipe(Effect.provide(Layer.provide(layerTest(Aws, { runtime: "ci" }), layer)), Effect.provide(layer))
  })
})
