import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import type { Credentials } from "../../src/domain/Credentials.ts"
import { layerMemory } from "../../src/handover/memory.ts"
import { CredentialSource } from "../../src/services/CredentialSource.ts"
import { EnvConfig } from "../../src/services/EnvConfig.ts"
import { RolePolicy } from "../../src/services/RolePolicy.ts"
import { Runtime } from "../../src/services/Runtime.ts"
import { Sts } from "../../src/services/Sts.ts"
import { Aws, accounts } from "./acme.ts"

const keys = (accessKeyId: string): Credentials => ({
  accessKeyId,
  secretAccessKey: Redacted.make("secret"),
  sessionToken: Redacted.make("token"),
  expiresAt: undefined
})

/** An STS that gives a session of another account than the role's. */
const strangeSts = Layer.succeed(Sts)({
  assumeRole: () =>
    Effect.succeed({
      credentials: keys("STRANGE"),
      arn: `arn:aws:sts::${accounts.dr}:assumed-role/sbx_deployment_role/x`,
      userId: "AROA:x"
    }),
  getCallerIdentity: () =>
    Effect.succeed({
      arn: `arn:aws:sts::${accounts.devops}:assumed-role/devops_role/job`,
      accountId: accounts.devops,
      userId: "AROA:job"
    }),
  assumeRoleWithWebIdentity: () => Effect.die("not asked"),
  getSessionToken: () => Effect.die("not asked")
})

const services = Layer.mergeAll(
  Runtime.layerCi,
  EnvConfig.layer(Aws.options),
  RolePolicy.layerNaming(),
  layerMemory,
  strangeSts,
  CredentialSource.layerStatic({
    ambient: {
      credentials: keys("JOB"),
      source: "the job's keys",
      region: undefined,
      principalArn: undefined,
      userId: undefined,
      renew: undefined
    }
  })
)

describe("the account guard on assumed roles", () => {
  it.effect("refuses a session of another account than the role's, whoever assumed it", () =>
    Effect.gen(function* () {
      const devops = yield* Aws.devops
      const fresh = yield* Aws.fresh
      const roleArn = `arn:aws:iam::${accounts.sbx}:role/sbx_deployment_role`
      for (const ask of [
        Aws.env("sbx"),
        devops.assumeRole({ roleArn }),
        devops.assumeRole({ roleArn, refresh: "never" }),
        fresh.env("sbx"),
        fresh.assumeRole(devops, { roleArn })
      ]) {
        const { reason } = yield* Effect.flip(ask)
        assert.strictEqual(reason._tag, "AccountMismatch")
        if (reason._tag !== "AccountMismatch") return
        assert.deepStrictEqual([reason.expected, reason.found], [accounts.sbx, accounts.dr])
      }
    }).pipe(Effect.provide(Layer.provide(Aws.layerNoDeps, services)))
  )
})
