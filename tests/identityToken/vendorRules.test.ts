import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, assert, describe, it } from "@effect/vitest"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { readClaims } from "../../src/domain/oidc/Claims.ts"
import type { IdentityTokenFields } from "../../src/domain/oidc/TokenPlace.ts"
import { layer as layerIdentityToken } from "../../src/live/IdentityToken.ts"
import { IdentityToken, type TokenRequest } from "../../src/services/IdentityToken.ts"
import * as LocalAws from "../../src/testing/LocalAws.ts"
import * as LocalCi from "../../src/testing/LocalCi.ts"

const folder = mkdtempSync(join(tmpdir(), "boto-ses-circleci-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const aws = LocalAws.layer({ accounts: { "222222222222": {} } })

/** The port in a job, with more variables than the vendor's. */
const inJob = <A, E>(
  options: LocalCi.Options,
  more: { readonly [name: string]: string },
  test: (port: IdentityToken, ci: LocalCi.LocalCi) => Effect.Effect<A, E, LocalAws.LocalAws>
) =>
  Effect.gen(function* () {
    const ci = yield* LocalCi.LocalCi
    const env = ConfigProvider.layer(ConfigProvider.fromEnv({ env: { ...ci.variables, ...more } }))
    const port = yield* Effect.provide(IdentityToken, Layer.provide(layerIdentityToken, env)).pipe(Effect.scoped)
    return yield* test(port, ci)
  }).pipe(Effect.provide(Layer.provideMerge(LocalCi.layer(options), aws)))

const claims = (port: IdentityToken, settings: IdentityTokenFields, request: TokenRequest = {}) =>
  Effect.map(port.token(settings, request), ({ token }) => readClaims(token))

describe("an audience", () => {
  it.live("goes into the request as it is, and that of the ask before that of the configuration", () =>
    inJob(
      { vendor: "github_action" },
      {},
      Effect.fnUntraced(function* (port) {
        const odd = "https://a.test/?x=1&audience=evil#é"
        assert.deepStrictEqual((yield* claims(port, { audience: odd }))?.audiences, [odd])
        assert.deepStrictEqual((yield* claims(port, { audience: "a" }, { audience: "b" }))?.audiences, ["b"])
      })
    )
  )

  it.live("is an error with Azure Pipelines, which has one alone", () =>
    inJob(
      { vendor: "azure_pipelines" },
      {},
      Effect.fnUntraced(function* (port, ci) {
        const error = yield* Effect.flip(port.token({ audience: "sts.amazonaws.com" }, {}))
        assert.strictEqual(error.kind, "invalid")
        assert.include(error.detail, '"api://AzureADTokenExchange" alone')
        assert.strictEqual(yield* ci.requests, 0)
        yield* port.token({ audience: "api://AzureADTokenExchange", serviceConnection: "conn-1" }, {})
      })
    )
  )

  it.live("of GitLab's file is compared, and both are named", () =>
    inJob(
      { vendor: "gitlab_ci", audience: "https://gitlab.com" },
      {},
      Effect.fnUntraced(function* (port) {
        yield* port.token({}, {})
        const error = yield* Effect.flip(port.token({ audience: "sts.amazonaws.com" }, {}))
        assert.strictEqual(error.kind, "invalid")
        assert.include(error.detail, '"https://gitlab.com"')
        assert.include(error.detail, '"sts.amazonaws.com"')
        assert.include(error.next, "id_tokens")
      })
    )
  )
})

describe("the metadata server of Google", () => {
  for (const markers of [
    { GITLAB_CI: "true" },
    { JENKINS_URL: "https://j.test", BUILD_ID: "7" },
    { JENKINS_URL: "https://j.test", BUILD_ID: "7", BUILDER_OUTPUT: "/leaked" },
    { CI: "true" }
  ]) {
    it.live(`is never asked by a job with ${Object.keys(markers).join(", ")}`, () =>
      inJob(
        { vendor: "google_cloud_build" },
        { BUILDER_OUTPUT: "", ...markers },
        Effect.fnUntraced(function* (port, ci) {
          const error = yield* Effect.flip(port.token({}, {}))
          assert.strictEqual(error.kind, "absent")
          assert.strictEqual((yield* port.place({}))._tag, "NotOffered")
          assert.strictEqual(yield* ci.requests, 0)
        })
      )
    )
  }
})

describe("session tags", () => {
  const request = { tags: { pipeline_slug: "app" } }

  it.live("go into the token of Buildkite, by the names of its claims", () =>
    inJob(
      { vendor: "buildkite", claims: { pipeline_slug: "app" } },
      {},
      Effect.fnUntraced(function* (port) {
        const place = yield* port.place({})
        assert.isTrue(place._tag === "Offered" && place.carriesTags)
        const all = (yield* claims(port, {}, request))?.all["https://aws.amazon.com/tags"]
        assert.deepInclude(all, { principal_tags: { pipeline_slug: ["app"] } })
        const error = yield* Effect.flip(port.token({}, { tags: { pipeline_slug: "other" } }))
        assert.strictEqual(error.kind, "invalid")
        assert.include(error.detail, '"pipeline_slug" is "app" in it, and "other" was asked.')
      })
    )
  )

  it.live("are an error with a vendor whose tokens carry none", () =>
    inJob(
      { vendor: "github_action" },
      {},
      Effect.fnUntraced(function* (port, ci) {
        const error = yield* Effect.flip(port.token({}, request))
        assert.strictEqual(error.kind, "invalid")
        assert.strictEqual(yield* ci.requests, 0)
      })
    )
  )
})

/** A program of CircleCI's that prints a token, or fails. */
const program = (script: string): string => {
  const path = join(folder, "circleci")
  writeFileSync(path, `#!/bin/sh\n${script}\n`)
  chmodSync(path, 0o755)
  return path
}

describe("CircleCI", () => {
  const PATH = `${folder}:/usr/bin:/bin`

  it.live("mints by its command, with the audience as a claim", () =>
    inJob(
      { vendor: "circleci" },
      { PATH },
      Effect.fnUntraced(function* (port) {
        const local = yield* LocalAws.LocalAws
        const token = yield* local.webIdentityToken({
          issuer: "oidc.circleci.com/org/1",
          subject: "x",
          audience: 'a"b'
        })
        program(`printf '%s\\n' "$@" > ${join(folder, "arguments")}; echo ${Redacted.value(token)}`)
        const place = yield* port.place({})
        assert.isTrue(place._tag === "Offered" && place.renewable)
        assert.include(
          place._tag === "Offered" ? place.notes.join() : "",
          "the token of CIRCLE_OIDC_TOKEN_V2 serves, until"
        )
        assert.throws(() => readFileSync(join(folder, "arguments")))
        yield* port.token({ audience: 'a"b' }, {})
        const words = readFileSync(join(folder, "arguments"), "utf8").trim().split("\n")
        assert.deepStrictEqual(words, ["run", "oidc", "get", "--claims", '{"aud":"a\\"b"}'])
      })
    )
  )

  it.live("gives the variable's token where the command fails or is not there", () =>
    inJob(
      { vendor: "circleci" },
      { PATH },
      Effect.fnUntraced(function* (port, ci) {
        program("echo unknown command >&2; exit 1")
        assert.strictEqual(Redacted.value((yield* port.token({}, {})).token), ci.variables.CIRCLE_OIDC_TOKEN_V2)
        rmSync(join(folder, "circleci"))
        assert.strictEqual(Redacted.value((yield* port.token({}, {})).token), ci.variables.CIRCLE_OIDC_TOKEN_V2)
        const error = yield* Effect.flip(port.token({ audience: "sts.amazonaws.com" }, {}))
        assert.strictEqual(error.kind, "invalid")
        assert.include(error.detail, "sts.amazonaws.com")
      })
    )
  )

  it.live("says what the job needs where neither gives one", () =>
    inJob(
      { vendor: "circleci", permission: false },
      { PATH: "/nowhere" },
      Effect.fnUntraced(function* (port) {
        const error = yield* Effect.flip(port.token({}, {}))
        assert.strictEqual(error.kind, "absent")
        assert.include(error.next, "CIRCLE_OIDC_TOKEN_V2")
      })
    )
  )
})
