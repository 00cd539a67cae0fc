/** Keys in the environment, their end, and empty variables. */
import { environmentKeys, keys, rows } from "../Case.ts"

export const environment = rows(27, [
  { name: "no end", env: environmentKeys, compare: ["credentials", "sts", "s3", "region"], real: true },
  { name: "role by fips", env: {}, profile: "x", files: { ".aws/credentials": `[k]\n${keys("AKIAK")}`, ".aws/config": "[profile x]\nregion=us-west-2\nuse_fips_endpoint=true\nrole_arn=arn:aws:iam::111111111111:role/r\nsource_profile=k\n" }, compare: ["credentials", "asked", "sts", "s3", "region"], real: true }
])
