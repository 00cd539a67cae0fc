import * as Effect from "effect/Effect"
import { BotoSesFactory } from "../../mod.ts"

export const accounts = {
  devops: "111111111111",
  sbx: "222222222222",
  tst: "333333333333",
  stg: "444444444444",
  prd: "555555555555"
} as const

/** The factory of the tests: a devops account and four workloads. */
export class Aws extends BotoSesFactory.Service<Aws>()("acme/Aws", {
  region: "us-east-1",
  devops: { accountId: accounts.devops, profile: "acme-devops" },
  workloads: {
    sbx: { accountId: accounts.sbx, profile: "acme-sbx" },
    tst: { accountId: accounts.tst, profile: "acme-tst" },
    stg: { accountId: accounts.stg, profile: "acme-stg" },
    prd: { accountId: accounts.prd, profile: "acme-prd" }
  },
  defaultAppEnv: "sbx"
}) {}

/** The account and the principal of each session of the main job. */
export const mainJob = Effect.gen(function* () {
  const devops = yield* Aws.devops
  const sbx = yield* Aws.env("sbx")
  const prd = yield* Aws.env("prd")
  const app = yield* Aws.app
  return {
    devops: yield* devops.identity,
    sbx: yield* sbx.identity,
    prd: yield* prd.identity,
    app: yield* app.identity
  }
})
