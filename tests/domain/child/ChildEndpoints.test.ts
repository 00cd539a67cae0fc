import { assert, describe, it } from "@effect/vitest"
import { type ConfiguredEndpoints, chosenEndpoint, endpointVariable } from "../../../src/domain/aws/Endpoint.ts"
import { childEndpoints, endpointNames } from "../../../src/domain/child/ChildEndpoints.ts"
import { applyEnvironment } from "../../../src/domain/child/ChildEnvironment.ts"

const profiles: ReadonlyArray<ConfiguredEndpoints | undefined> = [
  undefined,
  { default: "http://a", services: {}, ignored: false },
  { default: undefined, services: { s3: "http://s3.a" }, ignored: false },
  { default: "http://a", services: { s3: "http://s3.a", cloudwatch_logs: "http://logs.a" }, ignored: false },
  { default: undefined, services: {}, ignored: true }
]

const environments: ReadonlyArray<Record<string, string>> = [
  {},
  { AWS_ENDPOINT_URL: "http://env" },
  { AWS_ENDPOINT_URL_S3: "http://s3.env" },
  { AWS_ENDPOINT_URL: "http://env", AWS_ENDPOINT_URL_S3: "http://s3.env" },
  { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true", AWS_ENDPOINT_URL: "http://env" }
]

const reached = (
  service: string,
  variables: { readonly [name: string]: string },
  profile: ConfiguredEndpoints | undefined
): string | undefined =>
  chosenEndpoint(
    service,
    {
      own: variables[endpointVariable(service)],
      all: variables.AWS_ENDPOINT_URL,
      ignore: variables.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS
    },
    profile
  )?.url

describe("childEndpoints", () => {
  it("lets a child reach what the session reaches, whatever the child's own profile says", () => {
    for (const session of profiles) {
      for (const inherited of environments) {
        for (const other of profiles) {
          const anyService = inherited.AWS_ENDPOINT_URL_S3 !== undefined
          // The one case that no variables can tell: an endpoint for some services, and AWS's own for the rest.
          const some = anyService || Object.keys(session?.services ?? {}).length > 0
          const rest = session?.default === undefined && inherited.AWS_ENDPOINT_URL === undefined
          const set = childEndpoints(session, {
            variables: inherited,
            anyService,
            profile: {
              states: other?.default !== undefined || Object.keys(other?.services ?? {}).length > 0,
              ignores: other?.ignored === true
            }
          })
          const child = applyEnvironment(inherited, set)
          for (const service of ["S3", "CloudWatch Logs", "DynamoDB"]) {
            if (some && rest && service !== "S3" && session?.ignored !== true) continue
            assert.strictEqual(
              reached(service, child, other),
              reached(service, inherited, session),
              JSON.stringify({ service, session, inherited, other, child })
            )
          }
        }
      }
    }
  })

  it("asks for the variables that it goes by", () => {
    assert.deepStrictEqual(endpointNames(profiles[3]), [
      "AWS_ENDPOINT_URL",
      "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
      "AWS_ENDPOINT_URL_S3",
      "AWS_ENDPOINT_URL_CLOUDWATCH_LOGS"
    ])
  })
})
