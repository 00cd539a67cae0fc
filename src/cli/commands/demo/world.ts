import type * as LocalAws from "../../../testing/LocalAws.ts"

/** The accounts of the demo. */
export const accounts = {
  devops: "111111111111",
  sbx: "222222222222",
  stg: "333333333333",
  prd: "444444444444"
} as const

/** Whose keys a laptop's AWS CLI profiles hold. */
export const laptopUser = "developer"

export const ciRole = "ci_role"
const cloud9Role = "cloud9_role"
export const lambdaRole = "orders_lambda_role"

/** The issuer of the tokens that jobs of GitHub Actions get. */
export const tokenIssuer = "token.actions.githubusercontent.com"
export const tokenSubject = "repo:acme/orders:ref:refs/heads/main"

const workload = (env: string, roles: LocalAws.Options["accounts"][string]["roles"] = {}) => ({
  alias: `acme-${env}`,
  users: { [laptopUser]: {} },
  roles: { [`${env}_deployment_role`]: { trust: [accounts.devops] }, ...roles }
})

const trustsJobs = { trust: [{ federated: tokenIssuer, subject: tokenSubject }] }

/** What AWS holds for a team of one devops account and three workload accounts. */
export const world: LocalAws.Options = {
  accounts: {
    [accounts.devops]: {
      alias: "acme-devops",
      users: { [laptopUser]: {} },
      roles: { [ciRole]: trustsJobs, [cloud9Role]: {} }
    },
    [accounts.sbx]: workload("sbx"),
    [accounts.stg]: workload("stg"),
    [accounts.prd]: workload("prd", { [ciRole]: trustsJobs, [lambdaRole]: {} })
  },
  instanceProfile: { accountId: accounts.devops, role: cloud9Role }
}
