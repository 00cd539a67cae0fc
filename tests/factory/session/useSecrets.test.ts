import { Buffer } from "node:buffer"
import { inspect } from "node:util"
import { IAMClient, ListUsersCommand } from "@aws-sdk/client-iam"
import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3"
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts"
import { assert, describe, it } from "@effect/vitest"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { BotoSesError } from "../../../src/domain/errors/BotoSesError.ts"
import type { AppSession } from "../../../src/services/Session.ts"
import { type Received, serve } from "../../aws/fixture.ts"
import { Aws } from "../acme.ts"

const secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
const token = "FwoGZXIvYXdzEBYaDHqa0AP1W8FvBvXk6SLIAbcdEFGHijklMNOPqrstUVWXyz0123456789+/abcdEFGH=="

/** The request as AWS quotes it where its signature is wrong. */
const canonical = ({ method, path, headers }: Received): string =>
  [method, path, ...Object.entries(headers).map(([name, value]) => `${name}:${value}`)].join("\n")

const xml = (body: string) => ({ status: 403, headers: { "content-type": "application/xml" }, body })

/** What a service says of a wrong signature, in its own protocol. */
const answers = {
  query: (request: Received) =>
    xml(
      `<ErrorResponse><Error><Type>Sender</Type><Code>SignatureDoesNotMatch</Code><Message>The canonical string should have been\n'${canonical(request)}' of ${encodeURIComponent(token)}, ${Buffer.from(token).toString("base64")} and ${secret}</Message></Error><RequestId>r-1</RequestId></ErrorResponse>`
    ),
  s3: (request: Received) =>
    xml(
      `<Error><Code>SignatureDoesNotMatch</Code><Message>The request signature does not match.</Message><CanonicalRequest>${canonical(request)}</CanonicalRequest><CanonicalRequestBytes>${[...Buffer.from(canonical(request))].map((byte) => byte.toString(16)).join(" ")}</CanonicalRequestBytes><StringToSign>${secret}</StringToSign></Error>`
    )
}

const asks: {
  readonly [service: string]: readonly [keyof typeof answers, (app: AppSession) => Effect.Effect<unknown, BotoSesError>]
} = {
  STS: [
    "query",
    (app) => app.use(STSClient, (client, abortSignal) => client.send(new GetCallerIdentityCommand(), { abortSignal }))
  ],
  IAM: [
    "query",
    (app) => app.use(IAMClient, (client, abortSignal) => client.send(new ListUsersCommand(), { abortSignal }))
  ],
  S3: [
    "s3",
    (app) => app.use(S3Client, (client, abortSignal) => client.send(new ListBucketsCommand(), { abortSignal }))
  ]
}

const telling = (text: string): ReadonlyArray<string> =>
  Array.from({ length: text.length - 15 }, (_, at) => text.slice(at, at + 16))

const secrets = [token, encodeURIComponent(token), Buffer.from(token).toString("base64"), secret].flatMap(telling)
const bytes = [...Buffer.from(token.slice(4, 20))].map((byte) => byte.toString(16)).join(" ")

describe("an error of use holds neither the secret key nor the token, where AWS quotes the request:", () => {
  for (const [service, [protocol, ask]] of Object.entries(asks)) {
    it.live(service, () =>
      Effect.gen(function* () {
        const server = yield* serve(answers[protocol])
        const env = {
          HOME: "/nonexistent",
          AWS_ENDPOINT_URL: server.endpoint,
          AWS_ACCESS_KEY_ID: "ASIAIOSFODNN7EXAMPLE",
          AWS_SECRET_ACCESS_KEY: secret,
          AWS_SESSION_TOKEN: token
        }
        const error = yield* Effect.flatMap(Aws.app, (app) => Effect.flip(ask(app))).pipe(
          Effect.provide(Aws.layerLambda.pipe(Layer.provide(ConfigProvider.layer(ConfigProvider.fromEnv({ env })))))
        )
        const cause = error.cause
        const { original } = cause as { readonly original?: unknown }
        const all = [error, cause, original, error.reason, error.stack, (original as Error).stack]
          .flatMap((value) => [inspect(value, { depth: 20, showHidden: true }), JSON.stringify(value), String(value)])
          .join("\n")
        assert.isTrue(server.received.every(({ headers }) => headers["x-amz-security-token"] === token))
        assert.strictEqual(error.reason._tag, "AwsRequestFailed")
        assert.include(all, "SignatureDoesNotMatch")
        assert.include(all, "<redacted>")
        assert.deepStrictEqual(
          [...secrets, bytes].filter((part) => all.includes(part)),
          []
        )
        assert.strictEqual((cause as Error).name, "SignatureDoesNotMatch")
      })
    )
  }
})
