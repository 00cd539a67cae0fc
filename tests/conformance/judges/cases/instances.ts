/** The metadata service: its versions, faults, attempts and settings. */
import { environmentKeys, hangs, instance, keys, linkLocal, role, rows } from "../Case.ts"

const token = "PUT /latest/api/token"
const list = "GET /latest/meta-data/iam/security-credentials/"
const get = "GET /latest/meta-data/iam/security-credentials/the-role"

const config = (settings: string) => ({ ".aws/config": `[default]\n${settings}\n` })
const attempts = (count: number) => ({ ...instance, AWS_METADATA_SERVICE_NUM_ATTEMPTS: `${count}` })
const seen = ["credentials", "askedOnce"] as const
const counted = ["credentials", "asked"] as const

export const instances = rows(20, [
  { name: "version 2", env: instance, compare: counted, real: "cli" },
  { name: "token 403: version 1", env: instance, script: { [token]: [403] }, compare: counted },
  { name: "token 404: version 1", env: instance, script: { [token]: [404] }, compare: counted },
  { name: "token 405: version 1", env: instance, script: { [token]: [405] }, compare: counted },
  { name: "token 401: version 1", env: instance, script: { [token]: [401] }, compare: seen },
  { name: "token 500: version 1", env: instance, script: { [token]: [500] }, compare: seen, real: "boto3" },
  {
    name: "token 503 always: version 1",
    env: instance,
    script: { [token]: [503] },
    always: true,
    compare: seen
  },
  { name: "token request cut: version 1", env: instance, script: { [token]: ["cut"] }, compare: seen },
  {
    name: "token request hangs: version 1",
    env: { ...instance, ...hangs },
    script: { [token]: ["hang"] },
    compare: seen
  },
  {
    name: "token 400: nothing",
    env: instance,
    script: { [token]: [400] },
    always: true,
    compare: ["credentials"],
    intended: {
      credentials: "error",
      because: "a service that finds our request wrong is there, and the fault must not be passed over"
    }
  },
  {
    name: "version 1 switched off by variable, token 404",
    env: { ...instance, AWS_EC2_METADATA_V1_DISABLED: "true" },
    script: { [token]: [404] },
    always: true,
    compare: seen
  },
  {
    name: "version 1 switched off by variable in capitals, token 403",
    env: { ...instance, AWS_EC2_METADATA_V1_DISABLED: "True" },
    script: { [token]: [403] },
    always: true,
    compare: seen
  },
  {
    name: "version 1 switched off by the file, token 404",
    env: instance,
    files: config("ec2_metadata_v1_disabled=true"),
    script: { [token]: [404] },
    always: true,
    compare: seen
  },
  {
    name: "version 1 switched off by the file, token 500",
    env: instance,
    files: config("ec2_metadata_v1_disabled=true"),
    script: { [token]: [500] },
    always: true,
    compare: seen
  },
  {
    name: "version 1 switched off by the file, on by variable, token 404",
    env: { ...instance, AWS_EC2_METADATA_V1_DISABLED: "false" },
    files: config("ec2_metadata_v1_disabled=true"),
    script: { [token]: [404] },
    always: true,
    compare: seen
  },
  {
    name: "version 1 switched off, version 2 there",
    env: { ...instance, AWS_EC2_METADATA_V1_DISABLED: "true" },
    compare: counted
  },
  {
    name: "version 1 switched off in another profile",
    env: instance,
    files: { ".aws/config": "[profile x]\nec2_metadata_v1_disabled=true\n" },
    script: { [token]: [404] },
    always: true,
    compare: seen
  },
  {
    name: "role list 503 once, attempts not stated",
    env: instance,
    script: { [list]: [503] },
    compare: ["credentials"],
    must: {
      credentials: "ASIAIMDS with a token",
      says: "an overloaded service is asked again; botocore makes one attempt by default"
    }
  },
  {
    name: "role list 503 once, one attempt by variable",
    env: attempts(1),
    script: { [list]: [503] },
    compare: ["credentials"],
    intended: { credentials: "error", because: "a service that is there and fails must not be passed over" }
  },
  {
    name: "role list 503 once, three attempts",
    env: attempts(3),
    script: { [list]: [503] },
    compare: seen,
    real: "cli"
  },
  {
    name: "role list empty once, three attempts",
    env: attempts(3),
    script: { [list]: [{ body: "" }] },
    compare: seen
  },
  {
    name: "role list 404 once, three attempts",
    env: attempts(3),
    script: { [list]: [404] },
    compare: seen
  },
  {
    name: "role list hangs once, two attempts",
    env: { ...attempts(2), ...hangs },
    script: { [list]: ["hang"] },
    compare: seen
  },
  {
    name: "role list cut once, two attempts",
    env: attempts(2),
    script: { [list]: ["cut"] },
    compare: seen
  },
  {
    name: "credentials 503 once, three attempts",
    env: attempts(3),
    script: { [get]: [503] },
    compare: seen
  },
  {
    name: "credentials that are no JSON once, three attempts",
    env: attempts(3),
    script: { [get]: [{ body: "<html>" }] },
    compare: seen
  },
  {
    name: "token 503 once, three attempts",
    env: attempts(3),
    script: { [token]: [503] },
    compare: seen
  },
  {
    name: "attempts by the file",
    env: instance,
    files: config("metadata_service_num_attempts=3"),
    script: { [list]: [503, 503] },
    compare: seen
  },
  {
    name: "attempts by variable before the file",
    env: attempts(3),
    files: config("metadata_service_num_attempts=1"),
    script: { [list]: [503, 503] },
    compare: seen
  },
  { name: "time limit by variable", env: { ...instance, AWS_METADATA_SERVICE_TIMEOUT: "2" }, compare: counted },
  {
    name: "endpoint by the file",
    real: "boto3",
    env: linkLocal,
    files: config("ec2_metadata_service_endpoint={FAKE}"),
    compare: counted
  },
  {
    name: "endpoint by variable before the file",
    env: instance,
    files: config("ec2_metadata_service_endpoint=http://e.example"),
    compare: counted
  },
  {
    name: "endpoint of another profile",
    env: linkLocal,
    files: { ".aws/config": "[profile x]\nec2_metadata_service_endpoint=http://e.example\n" },
    compare: counted
  },
  {
    name: "endpoint with a slash at its end",
    env: { ...instance, AWS_EC2_METADATA_SERVICE_ENDPOINT: "{FAKE}/" },
    compare: counted
  },
  { name: "no endpoint: the link-local address", env: linkLocal, compare: counted },
  {
    name: "mode IPv6 by variable",
    env: { ...linkLocal, AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE: "IPv6" },
    compare: counted
  },
  {
    name: "mode ipv6 by the file",
    env: linkLocal,
    files: config("ec2_metadata_service_endpoint_mode=ipv6"),
    compare: counted
  },
  {
    name: "an endpoint before the mode",
    env: { ...instance, AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE: "IPv6" },
    compare: counted
  },
  {
    name: "an unknown mode is an error",
    env: { ...linkLocal, AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE: "IPv5" },
    compare: ["credentials"]
  },
  {
    name: "an unknown mode of the file is an error",
    env: linkLocal,
    files: config("ec2_metadata_service_endpoint_mode=both"),
    compare: ["credentials"]
  },
  { name: "expired ten minutes ago: used", env: instance, lasts: -600, compare: ["credentials", "sts"] },
  { name: "expires in one minute: used", env: instance, lasts: 60, compare: ["credentials", "sts"] },
  { name: "no role: nothing", env: instance, script: { [list]: [404] }, always: true, compare: ["credentials"] },
  {
    name: "an answer without keys: nothing",
    env: instance,
    script: { [get]: [{ body: '{"Code":"AssumeRoleUnauthorizedAccess","Message":"EC2 cannot assume the role"}' }] },
    always: true,
    compare: ["credentials"],
    intended: {
      credentials: "error",
      because: "a role that is attached and cannot be assumed is a mistake that somebody must learn of"
    }
  },
  { name: "switched off", env: { ...instance, AWS_EC2_METADATA_DISABLED: "true" }, compare: counted },
  { name: "switched off in capitals", env: { ...instance, AWS_EC2_METADATA_DISABLED: "TRUE" }, compare: counted },
  {
    name: "AWS_EC2_METADATA_DISABLED=1 switches nothing off",
    env: { ...instance, AWS_EC2_METADATA_DISABLED: "1" },
    compare: counted
  },
  {
    name: "role on the instance, token 500",
    profile: "x",
    env: instance,
    files: { ".aws/config": `[profile x]\nrole_arn=${role()}\ncredential_source=Ec2InstanceMetadata\n` },
    script: { [token]: [500] },
    compare: seen
  },
  {
    name: "keys of the environment: the instance is not asked",
    env: { ...instance, ...environmentKeys },
    compare: counted
  },
  {
    name: "keys of [default]: the instance is not asked",
    env: instance,
    files: { ".aws/credentials": `[default]\n${keys("AKIAD")}` },
    compare: counted
  }
])
