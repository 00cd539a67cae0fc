import { BotoSesFactory } from "../../../mod.ts"

export const envs = ["sbx", "tst", "stg", "prd", "dr"] as const

export class Aws extends BotoSesFactory.Service<Aws>()("bench/Aws", {
  region: "us-east-1",
  devops: { accountId: "111111111111" },
  workloads: {
    sbx: { accountId: "222222222222" },
    tst: { accountId: "333333333333" },
    stg: { accountId: "444444444444" },
    prd: { accountId: "555555555555" },
    dr: { accountId: "666666666666" }
  }
}) {}
