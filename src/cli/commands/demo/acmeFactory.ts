import * as BotoSesFactory from "../../../live/BotoSesFactory.ts"
import { accounts, ciRole } from "./world.ts"

const jobRole = (accountId: string): string => `arn:aws:iam::${accountId}:role/${ciRole}`

const AwsBase: BotoSesFactory.Class<Aws, "effect-boto-ses/cli/demo/Aws", "sbx" | "stg" | "prd"> =
  BotoSesFactory.Service<Aws>()("effect-boto-ses/cli/demo/Aws", {
    region: "us-east-1",
    devops: { accountId: accounts.devops, profile: "acme-devops", oidcRoleArn: jobRole(accounts.devops) },
    workloads: {
      sbx: { accountId: accounts.sbx, profile: "acme-sbx" },
      stg: { accountId: accounts.stg, profile: "acme-stg" },
      prd: { accountId: accounts.prd, profile: "acme-prd", oidcRoleArn: jobRole(accounts.prd) }
    },
    defaultAppEnv: "sbx"
  })

/** The demo's factory, as a user writes one. */
export class Aws extends AwsBase {}
