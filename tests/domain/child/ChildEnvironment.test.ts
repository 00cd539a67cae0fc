import { assert, describe, it } from "@effect/vitest"
import * as Redacted from "effect/Redacted"
import { makeCredentials } from "../../../src/domain/aws/Credentials.ts"
import {
  applyEnvironment,
  childEnvironment,
  mergeEnvironments,
  serverEnvironment,
  staticEnvironment
} from "../../../src/domain/child/ChildEnvironment.ts"
import { shadowing, shadowingVariables } from "../../../src/domain/child/ShadowingVariables.ts"

const keys = makeCredentials({ accessKeyId: "AKIAX", secretAccessKey: "s3cret" })
const session = makeCredentials({
  accessKeyId: "ASIAX",
  secretAccessKey: "s3cret",
  sessionToken: "t0ken",
  expiresAt: Date.UTC(2030, 0, 2, 3, 4, 5, 678)
})

/** A process with every variable of the AWS CLI and SDKs that could win over those given. */
const polluted = Object.fromEntries(shadowingVariables.map((name) => [name, "old"]))

describe("shadowing", () => {
  it("lists each variable once, with where it is told of", () => {
    assert.strictEqual(new Set(shadowingVariables).size, shadowing.length)
    assert.deepStrictEqual(
      shadowing.filter(({ source }) => source === ""),
      []
    )
  })

  /** The names by which each reads credentials, an account or a profile from the environment; by their own sources. */
  const readers: { readonly [reader: string]: ReadonlyArray<string> } = {
    "Go 2": ["AWS_ACCESS_KEY_ID", "AWS_ACCESS_KEY", "AWS_SECRET_ACCESS_KEY", "AWS_SECRET_KEY", "AWS_SESSION_TOKEN"],
    "Java 1": ["AWS_ACCESS_KEY_ID", "AWS_ACCESS_KEY", "AWS_SECRET_KEY", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"],
    "Java 2": ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_ACCOUNT_ID"],
    Ruby: [
      "AMAZON_ACCESS_KEY_ID",
      "AMAZON_SECRET_ACCESS_KEY",
      "AMAZON_SESSION_TOKEN",
      "AWS_ACCESS_KEY",
      "AWS_SECRET_KEY"
    ],
    PHP: ["AWS_PROFILE", "AWS_ROLE_ARN", "AWS_ROLE_SESSION_NAME", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ACCOUNT_ID"],
    ".NET": ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SECRET_KEY", "AWS_SESSION_TOKEN", "AWS_ACCOUNT_ID"],
    Rust: ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_ACCOUNT_ID"],
    "C++": ["AWS_ACCESS_KEY_ID", "AWS_ACCOUNT_ID", "AWS_PROFILE", "AWS_DEFAULT_PROFILE"],
    "JavaScript 2": ["AMAZON_ACCESS_KEY_ID", "AMAZON_SECRET_ACCESS_KEY", "AMAZON_SESSION_TOKEN"],
    "JavaScript 3": ["AWS_CREDENTIAL_EXPIRATION", "AWS_CREDENTIAL_SCOPE", "AWS_ACCOUNT_ID"],
    "boto3 and the AWS CLI": ["AWS_SECURITY_TOKEN", "AWS_CREDENTIAL_FILE", "AWS_BEARER_TOKEN_BEDROCK"]
  }

  it.each(Object.entries(readers))("has what the SDK for %s reads", (_, names) => {
    assert.includeMembers([...shadowingVariables], [...names])
  })
})

describe("staticEnvironment", () => {
  it("gives a session's keys, its end and its region under both names", () => {
    assert.deepStrictEqual(applyEnvironment(polluted, staticEnvironment(session, "eu-west-1")), {
      AWS_ACCESS_KEY_ID: "ASIAX",
      AWS_SECRET_ACCESS_KEY: "s3cret",
      AWS_SESSION_TOKEN: "t0ken",
      AWS_CREDENTIAL_EXPIRATION: "2030-01-02T03:04:05Z",
      AWS_REGION: "eu-west-1",
      AWS_DEFAULT_REGION: "eu-west-1"
    })
  })

  it("removes an old token and expiry where the keys have none", () => {
    const { set, unset } = staticEnvironment(keys, "eu-west-1")
    assert.notProperty(set, "AWS_SESSION_TOKEN")
    assert.includeMembers([...unset], ["AWS_SESSION_TOKEN", "AWS_CREDENTIAL_EXPIRATION", "AWS_PROFILE"])
    assert.deepStrictEqual(Object.keys(applyEnvironment(polluted, { set, unset })).sort(), [
      "AWS_ACCESS_KEY_ID",
      "AWS_DEFAULT_REGION",
      "AWS_REGION",
      "AWS_SECRET_ACCESS_KEY"
    ])
  })

  it("empties nothing, and shows no secret", () => {
    const environment = staticEnvironment(session, "eu-west-1")
    assert.notInclude(Object.values(environment.set), "")
    assert.notInclude(JSON.stringify(environment), "s3cret")
    assert.notInclude(JSON.stringify(environment), "t0ken")
  })
})

describe("serverEnvironment", () => {
  it("gives the server's address and nothing that would win over it", () => {
    const address = { uri: "http://127.0.0.1:1/credentials/sbx", token: Redacted.make("t0ken") }
    assert.deepStrictEqual(applyEnvironment(polluted, serverEnvironment(address, "eu-west-1")), {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: "http://127.0.0.1:1/credentials/sbx",
      AWS_CONTAINER_AUTHORIZATION_TOKEN: "t0ken",
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_REGION: "eu-west-1",
      AWS_DEFAULT_REGION: "eu-west-1"
    })
  })
})

describe("mergeEnvironments", () => {
  it("lets the later one win, in what it sets and in what it removes", () => {
    const merged = mergeEnvironments(
      { set: { A: "1", B: "1" }, unset: ["C", "D"] },
      { set: { C: "2" }, unset: ["B"] },
      childEnvironment({ E: "3" }, ["E", "F"])
    )
    assert.deepStrictEqual(merged.set, { A: "1", C: "2", E: "3" })
    assert.deepStrictEqual([...merged.unset].sort(), ["B", "D", "F"])
  })
})

describe("applyEnvironment", () => {
  it("takes names apart from each other by their case, but not on Windows", () => {
    const inherited = { Path: "/bin", aws_profile: "old", Aws_Region: "mars" }
    const environment = { set: { AWS_REGION: "us-east-1" }, unset: ["AWS_PROFILE"] }
    assert.deepStrictEqual(applyEnvironment(inherited, environment), { ...inherited, AWS_REGION: "us-east-1" })
    assert.deepStrictEqual(applyEnvironment(inherited, environment, true), { Path: "/bin", AWS_REGION: "us-east-1" })
  })

  it("keeps what is not mentioned, and drops the absent", () => {
    assert.deepStrictEqual(applyEnvironment({ PATH: "/bin", GONE: undefined }, { set: {}, unset: [] }), {
      PATH: "/bin"
    })
  })
})
