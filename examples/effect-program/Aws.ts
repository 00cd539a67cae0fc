import { BotoSesFactory } from "effect-boto-ses"

/** The accounts of acme: the only place that names them. */
export class Aws extends BotoSesFactory.Service<Aws>()("acme/Aws", {
  region: "us-east-1",
  devops: { accountId: "111111111111", profile: "acme-devops" },
  workloads: {
    sbx: { accountId: "222222222222", profile: "acme-sbx" },
    prd: { accountId: "333333333333", profile: "acme-prd" }
  },
  defaultAppEnv: "sbx"
}) {}
