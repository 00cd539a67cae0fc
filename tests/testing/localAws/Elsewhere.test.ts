import { fromCognitoIdentity } from "@aws-sdk/credential-providers"
import { assert, describe, it } from "@effect/vitest"
import { SignatureV4 } from "@smithy/signature-v4"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as LocalAws from "../../../src/testing/LocalAws.ts"
import { keysMeantBy } from "../../../src/testing/localAws/ServiceNames.ts"
import { call, devops, options, Sha256 } from "../LocalAwsFixture.ts"

interface Sent {
  readonly service: string
  readonly method?: string
  readonly path?: string
  readonly headers?: { readonly [name: string]: string }
  readonly body?: string | Uint8Array<ArrayBuffer>
  /** Default: the right one. */
  readonly secret?: string
}

interface Answer {
  readonly status: number
  readonly type: string
  readonly text: string
  readonly headers: Headers
}

const form = { "content-type": "application/x-www-form-urlencoded" }
const json = (target: string, version = "1.1") => ({
  "x-amz-target": target,
  "content-type": `application/x-amz-json-${version}`
})

const ask = (sent: Sent): Effect.Effect<Answer, LocalAws.LocalAwsError, LocalAws.LocalAws> =>
  Effect.gen(function* () {
    const aws = yield* LocalAws.LocalAws
    const bob = yield* aws.userCredentials(devops, "bob")
    const { service, method = "POST", path = "/", headers = {}, body = "" } = sent
    return yield* Effect.promise(async () => {
      const { host, hostname } = new URL(aws.endpoint)
      const signer = new SignatureV4({
        credentials: {
          accessKeyId: bob.accessKeyId,
          secretAccessKey: sent.secret ?? Redacted.value(bob.secretAccessKey)
        },
        region: "us-east-1",
        service,
        sha256: Sha256
      })
      const signed = await signer.sign({
        method,
        protocol: "http:",
        hostname,
        path,
        headers: { host, ...headers },
        body
      })
      const { host: _, ...rest } = signed.headers
      const answer = await fetch(`${aws.endpoint}${path}`, {
        method,
        headers: rest,
        ...(method === "GET" || method === "HEAD" ? {} : { body })
      })
      const text = new TextDecoder("utf-8").decode(await answer.arrayBuffer())
      return { status: answer.status, type: answer.headers.get("content-type") ?? "", text, headers: answer.headers }
    })
  })

const words = (key: string) => `the local AWS has no ${key}; give \`endpoints: { ${key}: … }\` to layerTest`
const layer = LocalAws.layer(options)
const gone = "NotInLocalAws"

describe("a service that the local AWS has not", () => {
  it.effect("is named in the protocol of its client, with a status that nobody tries again", () =>
    Effect.gen(function* () {
      const asJson = (key: string) => JSON.stringify({ __type: gone, message: words(key) })
      const asXml = (key: string) => `<Code>${gone}</Code><Message>${words(key)}</Message>`
      for (const [sent, key, type, text] of [
        [{ service: "ssm", headers: json("AmazonSSM.GetParameter") }, "ssm", "application/x-amz-json-1.1", asJson],
        [
          { service: "dynamodb", headers: json("DynamoDB_20120810.ListTables", "1.0") },
          "dynamodb",
          "application/x-amz-json-1.0",
          asJson
        ],
        [{ service: "sns", headers: form, body: "Action=ListTopics&Version=2010-03-31" }, "sns", "text/xml", asXml],
        [
          { service: "ec2", headers: form, body: "Action=DescribeVpcs&Version=2016-11-15" },
          "ec2",
          "text/xml",
          (name: string) => `<Response><Errors><Error>${asXml(name)}</Error></Errors>`
        ],
        [
          { service: "lambda", method: "GET", path: "/2015-03-31/functions/" },
          "lambda",
          "application/json",
          (name: string) => JSON.stringify({ message: words(name) })
        ],
        [{ service: "route53", method: "GET", path: "/2013-04-01/hostedzone" }, "route53", "text/xml", asXml]
      ] as const) {
        const answer = yield* ask(sent)
        assert.deepStrictEqual([answer.status, answer.type], [400, type], key)
        assert.include(answer.text, text(key))
      }
      const lambda = yield* ask({ service: "lambda", method: "GET", path: "/2015-03-31/functions/" })
      assert.strictEqual(lambda.headers.get("x-amzn-errortype"), gone)
    }).pipe(Effect.provide(layer))
  )

  it.effect("is named in CBOR", () =>
    Effect.gen(function* () {
      const answer = yield* ask({
        service: "monitoring",
        path: "/service/GraniteServiceVersion20100801/operation/ListMetrics",
        headers: { "smithy-protocol": "rpc-v2-cbor", "content-type": "application/cbor" },
        body: new Uint8Array([0xbf, 0xff])
      })
      assert.strictEqual(answer.headers.get("smithy-protocol"), "rpc-v2-cbor")
      assert.include(answer.text, words("cloudwatch"))
      assert.include(answer.text, "__type")
    }).pipe(Effect.provide(layer))
  )

  it.effect("has the name of its client, where its signature has another or one that is shared", () =>
    Effect.gen(function* () {
      for (const [sent, key] of [
        [{ service: "logs", headers: json("Logs_20140328.DescribeLogGroups") }, "cloudwatchlogs"],
        [{ service: "states", headers: json("AWSStepFunctions.ListStateMachines", "1.0") }, "sfn"],
        [{ service: "dynamodb", headers: json("DynamoDBStreams_20120810.ListStreams") }, "dynamodbstreams"],
        [{ service: "ses", method: "GET", path: "/v2/email/identities" }, "sesv2"],
        [{ service: "ses", headers: form, body: "Action=ListIdentities&Version=2010-12-01" }, "ses"],
        [
          { service: "elasticloadbalancing", headers: form, body: "Action=DescribeTags&Version=2015-12-01" },
          "elasticloadbalancingv2"
        ],
        [{ service: "sso", headers: json("SWBExternalService.ListInstances") }, "ssoadmin"],
        [
          {
            service: "rds",
            headers: { ...form, "user-agent": "aws-sdk-js/3.1 api/docdb#3.1 m/E" },
            body: "Action=DescribeDBClusters&Version=2014-10-31"
          },
          "docdb"
        ],
        [{ service: "new-service", headers: { "content-type": "application/json" }, body: "{}" }, "newservice"],
        [
          { service: "s3", method: "GET", path: "/v20180820/jobs", headers: { "x-amz-account-id": devops } },
          "s3control"
        ]
      ] as const) {
        assert.include((yield* ask(sent)).text, `${words(key)}`, key)
      }
      const rds = yield* ask({ service: "rds", headers: form, body: "Action=DescribeDBClusters&Version=2014-10-31" })
      assert.include(rds.text, `${words("rds")}, or docdb, neptune for a client of that`)
      assert.deepStrictEqual(
        (yield* (yield* LocalAws.LocalAws).requests).slice(0, 2).map(({ service, action }) => `${service} ${action}`),
        ["cloudwatchlogs DescribeLogGroups", "sfn ListStateMachines"]
      )
    }).pipe(Effect.provide(layer))
  )

  it.effect("is told by a client of the SDK that signs nothing", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const provider = fromCognitoIdentity({
        identityId: "us-east-1:1",
        clientConfig: { endpoint: aws.endpoint, region: "us-east-1" }
      })
      const error = yield* Effect.flip(call(() => provider()))
      assert.deepStrictEqual([error.name, error.message, error.status], [gone, words("cognitoidentity"), 400])
      assert.strictEqual(yield* aws.count({ service: "cognitoidentity" }), 1)
    }).pipe(Effect.provide(layer))
  )

  it.effect("is told as JSON alone, whatever the request calls itself", () =>
    Effect.gen(function* () {
      const { endpoint } = yield* LocalAws.LocalAws
      const answer = (target: string) =>
        Effect.promise(async () => {
          const headers = { "content-type": "text/html", "x-amz-target": target }
          const response = await fetch(endpoint, { method: "POST", headers, body: "{}" })
          return [response.headers.get("content-type"), await response.text()]
        })
      const type = "application/x-amz-json-1.1"
      const [html, own] = [yield* answer("<script>.X"), yield* answer("__proto__.X")]
      assert.deepStrictEqual(html, [type, JSON.stringify({ __type: gone, message: words("<script>") })])
      assert.deepStrictEqual(own, [type, JSON.stringify({ __type: gone, message: words("proto") })])
    }).pipe(Effect.provide(layer))
  )

  it.effect("is told to nobody whose signature is wrong, and to who sends much", () =>
    Effect.gen(function* () {
      const headers = json("AmazonSSM.GetParameter")
      const wrong = yield* ask({ service: "ssm", headers, secret: "other" })
      assert.deepStrictEqual(
        [wrong.status, (JSON.parse(wrong.text) as { readonly __type: string }).__type],
        [400, "InvalidSignatureException"]
      )
      const large = yield* ask({ service: "lambda", path: "/2015-03-31/functions", body: "x".repeat(2_000_000) })
      assert.include(large.text, words("lambda"))
    }).pipe(Effect.provide(layer))
  )

  it.effect("can be struck by faults in its own words", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      yield* aws.failNext(1, { kind: "throttle" }, { service: "ssm" })
      const struck = yield* ask({ service: "ssm", headers: json("AmazonSSM.GetParameter") })
      assert.include(struck.text, "ThrottlingException")
    }).pipe(Effect.provide(layer))
  )
})

describe("the name of a signature", () => {
  it("means the clients whose it is, where it is no client's own", () => {
    assert.deepStrictEqual(keysMeantBy("monitoring"), ["cloudwatch"])
    for (const name of ["rds", "ssm", "s3", "sso", "Cloud Watch", "__proto__"]) {
      assert.deepStrictEqual(keysMeantBy(name), [], name)
    }
  })
})
