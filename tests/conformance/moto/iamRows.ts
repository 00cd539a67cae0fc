/** Requests to IAM: what it reads. */
import { missing, type Row, values } from "./Row.ts"

const one = (title: string, params: Row["params"], aws: string, source: string): Row => ({
  title,
  service: "iam",
  ...(params === undefined ? {} : { params }),
  source: `IAM API Reference, ${source}`,
  aws
})
const names: Parameters<typeof values>[4] = {
  "with a slash": ["a/b", "400 ValidationError"],
  "too long": ["a".repeat(129), "400 ValidationError"],
  empty: ["", "400 ValidationError"],
  "that is not there": ["nobody", "404 NoSuchEntity"]
}

export const iamRows: ReadonlyArray<Row> = [
  one("ListAccountAliases", { Action: "ListAccountAliases" }, "200", "ListAccountAliases"),
  one("GetUser of the caller", { Action: "GetUser" }, "200", "GetUser"),
  one("GetUser by name", { Action: "GetUser", UserName: "ci" }, "200", "GetUser"),
  ...values("iam", "GetUser", {}, "UserName", names),
  one("GetRole", { Action: "GetRole", RoleName: "devops_role" }, "200", "GetRole"),
  ...missing("iam", "GetRole", {}, ["RoleName"]),
  ...values("iam", "GetRole", {}, "RoleName", names),
  one("ListRoles", { Action: "ListRoles", PathPrefix: "/nothing/" }, "200", "ListRoles"),
  ...values("iam", "ListRoles", {}, "MaxItems", {
    none: ["0", "400 ValidationError"],
    "too many": ["1001", "400 ValidationError"],
    "no number": ["x", "400 MalformedInput"]
  }),
  ...values("iam", "ListRoles", {}, "PathPrefix", { "without a slash": ["ci/", "400 ValidationError"] }),
  one("an action of IAM that is none", { Action: "GetNothing" }, "400 InvalidAction", "Common Errors: InvalidAction")
]
