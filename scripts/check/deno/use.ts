/**
 * A program for each use of the package that `docs/deno.md` gives flags for, run by Deno with those and no others.
 *
 * Usage: deno run FLAGS scripts/check/deno/use.ts NAME
 */
import process from "node:process"
import * as Effect from "effect/Effect"
import { BotoSesFactory, Handover } from "../../../mod.ts"
import { layerTest } from "../../../src/testing/mod.ts"

class Aws extends BotoSesFactory.Service<Aws>()("acme/Aws", {
  region: "us-east-1",
  devops: { accountId: "111111111111", profile: "acme-devops" },
  workloads: {
    sbx: { accountId: "222222222222", profile: "acme-sbx" },
    tst: { accountId: "222222222222", profile: "acme-tst" },
    prd: { accountId: "222222222222", profile: "acme-prd" }
  },
  defaultAppEnv: "sbx"
}) {}

const arnOf = (env: "devops" | "sbx" | "tst" | "prd") =>
  Effect.flatMap(Aws.env(env), ({ principalArn }) => principalArn)

const exec = Effect.gen(function* () {
  const exitCode = yield* Handover.exec(yield* Aws.env("sbx"), "sh", [
    "-c",
    'test -n "$AWS_CONTAINER_CREDENTIALS_FULL_URI"'
  ])
  return `exit ${exitCode}`
})

const uses: { readonly [name: string]: Effect.Effect<string, unknown> } = {
  keys: Effect.provide(arnOf("sbx"), Aws.layer),
  application: Effect.provide(
    Effect.flatMap(Aws.app, ({ credentials }) => Effect.map(credentials, ({ accessKeyId }) => accessKeyId)),
    Aws.layerLambda
  ),
  profile: Effect.provide(arnOf("sbx"), Aws.layerLocal),
  program: Effect.provide(arnOf("tst"), Aws.layerLocal),
  sso: Effect.provide(arnOf("prd"), Aws.layerLocal),
  exec: Effect.provide(exec, Aws.layer),
  layerTest: Effect.provide(arnOf("sbx"), layerTest(Aws, { runtime: "ci" }))
}

const [, , name = ""] = process.argv
const use = uses[name]
if (use === undefined) throw new Error(`there is no use ${name}`)
const exit = await Effect.runPromiseExit(use)
process.exitCode = exit._tag === "Success" ? 0 : 1
process.stdout.write(`${exit._tag === "Success" ? exit.value : String(exit.cause)}\n`)
