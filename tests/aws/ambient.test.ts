import { writeFileSync } from "node:fs"
import { inspect } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Redacted from "effect/Redacted"
import { describeOrigin } from "../../src/domain/aws/Origin.ts"
import { CredentialSource, type CredentialSourceError } from "../../src/services/CredentialSource.ts"
import { FallbackRegion } from "../../src/services/FallbackRegion.ts"
import * as LocalAws from "../../src/testing/LocalAws.ts"
import { home, instantClock, serve, sourceLayer, stsError } from "./fixture.ts"

const ambient = (env: { readonly [name: string]: string }) =>
  Effect.flatMap(CredentialSource, (source) => source.ambient).pipe(Effect.provide(sourceLayer(env)))

const detailOf = (error: CredentialSourceError): string =>
  error._tag === "SourceUnusable" ? error.detail : assert.fail(`a SourceUnusable was expected, not ${error._tag}`)

describe("keys in the environment", () => {
  const keys = { AWS_ACCESS_KEY_ID: "ASIAENV", AWS_SECRET_ACCESS_KEY: "secret-of-env" }

  it.effect("are taken with token and end, and say how a person renews them", () =>
    Effect.gen(function* () {
      const found = yield* ambient({
        ...keys,
        AWS_SESSION_TOKEN: "token-of-env",
        AWS_CREDENTIAL_EXPIRATION: "2030-01-31T12:00:00+01:00"
      })
      assert.deepStrictEqual(
        [describeOrigin(found.origin), found.credentials.accessKeyId, found.credentials.expiresAt],
        ["keys in the environment", "ASIAENV", Date.UTC(2030, 0, 31, 11)]
      )
      assert.strictEqual(
        found.credentials.sessionToken && Redacted.value(found.credentials.sessionToken),
        "token-of-env"
      )
      assert.match(found.renew ?? "", /^Export new keys/)
      assert.notInclude(inspect(found, { depth: 9 }) + JSON.stringify(found), "of-env")
    })
  )

  it.effect("have no end and no token where none is given, and empty variables are none", () =>
    Effect.gen(function* () {
      const { credentials } = yield* ambient({ ...keys, AWS_SESSION_TOKEN: "", AWS_CREDENTIAL_EXPIRATION: "" })
      assert.deepStrictEqual([credentials.sessionToken, credentials.expiresAt], [undefined, undefined])
    })
  )

  it.effect("take AWS_SECURITY_TOKEN before AWS_SESSION_TOKEN, as boto3 does", () =>
    Effect.gen(function* () {
      const { credentials } = yield* ambient({ ...keys, AWS_SESSION_TOKEN: "new", AWS_SECURITY_TOKEN: "old" })
      assert.strictEqual(credentials.sessionToken && Redacted.value(credentials.sessionToken), "old")
    })
  )

  for (const expiration of ["tomorrow", "2030", "1893456000", "2030-13-31T12:00:00Z"]) {
    it.effect(`with the end ${expiration} are an error`, () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(ambient({ ...keys, AWS_CREDENTIAL_EXPIRATION: expiration }))
        assert.include(detailOf(error), `AWS_CREDENTIAL_EXPIRATION is "${expiration}"`)
      })
    )
  }
})

describe("the web identity of the environment", () => {
  const account = "111111111111"
  const issuer = "https://token.actions.githubusercontent.com"
  const world = LocalAws.layer({
    accounts: {
      [account]: { roles: { ci: { trust: [{ federated: "token.actions.githubusercontent.com", subject: "repo:*" }] } } }
    }
  })
  const variables = (folder: string) => ({
    AWS_ROLE_ARN: `arn:aws:iam::${account}:role/ci`,
    AWS_WEB_IDENTITY_TOKEN_FILE: `${folder}/token`,
    AWS_EC2_METADATA_DISABLED: "true"
  })

  it.live("names the principal, and reads the token anew each time", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const token = yield* aws.webIdentityToken({ issuer, subject: "repo:acme/app" })
      const folder = yield* home(() => ({ token: `${Redacted.value(token)}\n` }))
      const source = yield* CredentialSource.pipe(
        Effect.provide(
          sourceLayer({
            ...variables(folder),
            AWS_ENDPOINT_URL: aws.endpoint,
            AWS_DEFAULT_REGION: "eu-west-1",
            AWS_ROLE_SESSION_NAME: "job-7"
          })
        )
      )
      const found = yield* source.ambient
      assert.deepStrictEqual(
        [describeOrigin(found.origin), found.identity?.arn, found.renew],
        ["the web identity of AWS_ROLE_ARN", `arn:aws:sts::${account}:assumed-role/ci/job-7`, undefined]
      )
      assert.match(found.identity?.userId ?? "", /^AROA\w+:job-7$/)
      assert.strictEqual((yield* aws.requests)[0]?.params.RoleSessionName, "job-7")

      writeFileSync(`${folder}/token`, "not-a-token")
      const error = yield* Effect.flip(source.ambient)
      assert.match(detailOf(error), /was not exchanged for a session of arn:aws:iam::111111111111:role\/ci: Invalid/)

      const next = yield* aws.webIdentityToken({ issuer, subject: "repo:acme/app" })
      writeFileSync(`${folder}/token`, Redacted.value(next))
      yield* source.ambient
      assert.strictEqual(yield* aws.count(), 3)
    }).pipe(Effect.provide(world))
  )

  it.live("is an error without a region", () =>
    Effect.gen(function* () {
      const folder = yield* home(() => ({ token: "abc" }))
      assert.match(detailOf(yield* Effect.flip(ambient(variables(folder)))), /Set AWS_REGION/)
    })
  )

  it.live("asks the STS of the program's own region where the environment names none", () =>
    Effect.gen(function* () {
      const folder = yield* home(() => ({ token: "abc\n" }))
      const { endpoint, received } = yield* serve(() => stsError(400, "ExpiredTokenException", "Token expired"))
      const error = yield* Effect.flip(ambient({ ...variables(folder), AWS_ENDPOINT_URL: endpoint }))
      assert.match(detailOf(error), /ExpiredTokenException: Token expired/)
      assert.strictEqual(new URLSearchParams(received[0]?.body).get("WebIdentityToken"), "abc")
    }).pipe(Effect.provideService(FallbackRegion, "eu-west-1"))
  )

  it.live("is an error with an empty token file", () =>
    Effect.gen(function* () {
      const folder = yield* home(() => ({ token: "\n" }))
      const error = yield* Effect.flip(ambient({ ...variables(folder), AWS_REGION: "eu-west-1" }))
      assert.match(detailOf(error), /token is empty/)
    })
  )

  const keyless = stsError(
    400,
    "InvalidIdentityToken",
    "Couldn't retrieve verification key from your identity provider, please reference AssumeRoleWithWebIdentity documentation for requirements"
  )

  it.live("is exchanged again where AWS could not fetch the provider's keys, and not for ever", () =>
    Effect.gen(function* () {
      const folder = yield* home(() => ({ token: "abc" }))
      const { clock, sleeps } = instantClock()
      const { endpoint, received } = yield* serve(() => keyless)
      const error = yield* Effect.flip(
        ambient({ ...variables(folder), AWS_REGION: "eu-west-1", AWS_ENDPOINT_URL: endpoint })
      ).pipe(Effect.provideService(Clock.Clock, clock))
      assert.match(detailOf(error), /Couldn't retrieve verification key/)
      assert.deepStrictEqual([received.length, sleeps.length], [5, 4])
      assert.isTrue(received.every(({ body }) => body.includes("Action=AssumeRoleWithWebIdentity")))
    })
  )

  it.live("shows the token in no error", () =>
    Effect.gen(function* () {
      const folder = yield* home(() => ({ token: "very-secret-token" }))
      const { endpoint } = yield* serve(() =>
        stsError(400, "InvalidIdentityToken", "The token very-secret-token is not valid")
      )
      const error = yield* Effect.flip(
        ambient({ ...variables(folder), AWS_REGION: "eu-west-1", AWS_ENDPOINT_URL: endpoint })
      )
      assert.match(detailOf(error), /The token <redacted> is not valid/)
      assert.notInclude(inspect(error, { depth: 20, showHidden: true }), "very-secret-token")
    })
  )

  it.live("aborts the exchange when it is interrupted", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      yield* aws.failNext(1, { kind: "hang" })
      const folder = yield* home(() => ({ token: "abc" }))
      const fiber = yield* Effect.forkChild(
        ambient({ ...variables(folder), AWS_REGION: "eu-west-1", AWS_ENDPOINT_URL: aws.endpoint })
      )
      yield* aws.awaitRequests(1)
      yield* Fiber.interrupt(fiber)
      yield* Effect.timeout(aws.awaitRequests(1, { aborted: true }), "3 seconds")
    }).pipe(Effect.provide(world))
  )
})

describe("no source", () => {
  it.effect("is told with each place and why it has nothing", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(
        ambient({ HOME: "/nowhere", AWS_EC2_METADATA_DISABLED: "true", AWS_ROLE_ARN: "arn:aws:iam::1:role/x" })
      )
      assert(error._tag === "CredentialsAbsent")
      assert.deepStrictEqual(error.tried, [
        "keys in the environment (AWS_ACCESS_KEY_ID is not set)",
        "the profile default (not in /nowhere/.aws/config and /nowhere/.aws/credentials)",
        "a web identity (AWS_WEB_IDENTITY_TOKEN_FILE is not set)",
        "the container's credentials (AWS_CONTAINER_CREDENTIALS_RELATIVE_URI and _FULL_URI are not set)",
        "the instance's role (AWS_EC2_METADATA_DISABLED is true)"
      ])
    })
  )

  it.effect("without a home folder is no crash", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(ambient({ AWS_EC2_METADATA_DISABLED: "true" }))
      assert(error._tag === "CredentialsAbsent")
      assert.strictEqual(
        error.tried[1],
        "a profile (there is no shared file: the variables that name it are empty, or there is no home folder)"
      )
    })
  )
})
