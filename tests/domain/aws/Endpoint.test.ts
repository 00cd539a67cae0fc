import { assert, describe, it } from "@effect/vitest"
import { type ConfiguredEndpoints, chosenEndpoint, endpointVariable } from "../../../src/domain/aws/Endpoint.ts"

const none = { own: undefined, all: undefined, ignore: undefined }
const variables = { ...none, own: "http://own", all: "http://all" }
const profile: ConfiguredEndpoints = {
  default: "http://profile",
  services: { cloudwatch_logs: "http://logs" },
  ignored: false
}

describe("the endpoint of a service", () => {
  const cases: ReadonlyArray<readonly [string, Parameters<typeof chosenEndpoint>, ReturnType<typeof chosenEndpoint>]> =
    [
      [
        "is first that of its own variable",
        ["CloudWatch Logs", variables, profile],
        { url: "http://own", from: "AWS_ENDPOINT_URL_CLOUDWATCH_LOGS" }
      ],
      [
        "is then that of the general variable",
        ["CloudWatch Logs", { ...none, all: "http://all" }, profile],
        { url: "http://all", from: "AWS_ENDPOINT_URL" }
      ],
      [
        "is then that of the profile's services section",
        ["CloudWatch Logs", none, profile],
        { url: "http://logs", from: "cloudwatch_logs in the profile's services section" }
      ],
      [
        "is then the profile's endpoint_url",
        ["S3", none, profile],
        { url: "http://profile", from: "the profile's endpoint_url" }
      ],
      [
        "is not the one of a name that every object has",
        ["constructor", none, { ...profile, default: undefined }],
        undefined
      ],
      ["is AWS's where nothing states one", ["S3", none, undefined], undefined],
      ["is AWS's where the variable ignores them", ["S3", { ...variables, ignore: "TRUE" }, profile], undefined],
      ["is AWS's where the profile ignores them", ["S3", variables, { ...profile, ignored: true }], undefined],
      [
        "is stated where the variable does not ignore what the profile would",
        ["S3", { ...variables, ignore: "false" }, { ...profile, ignored: true }],
        { url: "http://own", from: "AWS_ENDPOINT_URL_S3" }
      ]
    ]
  for (const [name, given, expected] of cases) {
    it(name, () => assert.deepStrictEqual(chosenEndpoint(...given), expected))
  }

  it("has a variable by the SDK's name of the service", () =>
    assert.strictEqual(endpointVariable("SSO OIDC"), "AWS_ENDPOINT_URL_SSO_OIDC"))
})
