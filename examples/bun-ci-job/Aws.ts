import { BotoSesFactory } from "effect-boto-ses"

/** The accounts, once for the job and its tests. */
export class Aws extends BotoSesFactory.Service<Aws>()("acme/Aws", {
  region: "us-east-1",
  devops: { accountId: "111111111111" },
  workloads: { sbx: { accountId: "222222222222" }, stg: { accountId: "444444444444" } },
  defaultAppEnv: "sbx"
}) {}
