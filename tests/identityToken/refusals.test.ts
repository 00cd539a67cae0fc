import { assert, describe, it } from "@effect/vitest"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/testing/TestClock"
import { tokenVendors } from "../../src/domain/oidc/vendors/TokenVendors.ts"
import { layerIdentityToken } from "../../src/identityToken/IdentityTokenLive.ts"
import { nodeServices } from "../../src/live/NodeServices.ts"
import { IdentityToken, type IdentityTokenErrorKind } from "../../src/services/IdentityToken.ts"
import * as LocalAws from "../../src/testing/LocalAws.ts"
import * as LocalCi from "../../src/testing/LocalCi.ts"
import { listen } from "../../src/testing/localAws/HttpServer.ts"
import { jobs } from "../../src/testing/localCi/Jobs.ts"

const minting = LocalCi.vendors.filter((vendor) => jobs[vendor].endpoint !== undefined)
const aws = LocalAws.layer({ accounts: { "222222222222": {} } })
const liveWithin = (request: number) => Layer.provide(layerIdentityToken({}, { request, command: 1000 }), nodeServices)
const live = liveWithin(20_000)

const permissionOf = (variables: LocalCi.LocalCi["variables"]): string =>
  variables.ACTIONS_ID_TOKEN_REQUEST_TOKEN ??
  variables.BUILDKITE_AGENT_ACCESS_TOKEN ??
  variables.SYSTEM_ACCESSTOKEN ??
  variables.CF_OIDC_REQUEST_TOKEN ??
  "no permission"

/** The error of a job, whose vendor answers so; with how often it was asked. */
const errorOf = Effect.fnUntraced(function* (
  options: LocalCi.Options,
  how: LocalCi.Answers = "token",
  more: { readonly [name: string]: string } = {}
) {
  return yield* Effect.gen(function* () {
    const ci = yield* LocalCi.LocalCi
    yield* ci.answer(how)
    const env = ConfigProvider.layer(ConfigProvider.fromEnv({ env: { ...ci.variables, ...more } }))
    const token = Effect.flatMap(IdentityToken, (port) => port.token({}, {}))
    // Short only where it is waited for: a busy machine answers late.
    const port = how === "hanging" || how === "stalled" ? liveWithin(80) : live
    const error = yield* Effect.flip(Effect.provide(token, Layer.provide(port, env)))
    const shown = error.message + JSON.stringify(error)
    assert.notInclude(shown, permissionOf(ci.variables))
    assert.notInclude(shown, permissionOf(ci.variables).slice(-20))
    assert.notInclude(shown, "api-version")
    return { error, requests: yield* ci.requests, variables: ci.variables }
  }).pipe(Effect.provide(LocalCi.layer(options)))
})

interface Case {
  readonly kind: IdentityTokenErrorKind
  readonly says: string
  readonly requests: number
}

const cases: { readonly [How in Exclude<LocalCi.Answers, "token">]: Case } = {
  refusal: { kind: "refused", says: "status 403: Resource not accessible by integration", requests: 1 },
  failure: { kind: "unanswered", says: "status 503: Try again", requests: 3 },
  hanging: { kind: "unanswered", says: "no answer within 80 ms", requests: 3 },
  stalled: { kind: "unanswered", says: "no answer within 80 ms", requests: 3 },
  cut: { kind: "unanswered", says: "gives no answer", requests: 3 },
  garbage: { kind: "invalid", says: "", requests: 1 },
  redirect: { kind: "invalid", says: "redirect (302)", requests: 1 },
  "too long": { kind: "invalid", says: "longer than 65536 bytes", requests: 1 }
}

const nextOf = (vendor: LocalCi.Vendor): string => {
  const runtime = vendor === "forgejo" ? "gitea_actions" : vendor
  return tokenVendors.find((row) => row.runtime === runtime)?.next ?? ""
}

describe("the endpoint of a vendor", () => {
  for (const [how, expected] of Object.entries(cases) as Array<[LocalCi.Answers, Case]>) {
    it.live(`that answers with ${how} gives a typed error, for each vendor`, () =>
      Effect.forEach(
        minting,
        Effect.fnUntraced(function* (vendor) {
          const { error, requests } = yield* errorOf({ vendor }, how)
          assert.strictEqual(error.kind, expected.kind, `${vendor}: ${error.message}`)
          assert.include(error.detail, expected.says, vendor)
          if (how !== "hanging" && how !== "stalled") assert.strictEqual(requests, expected.requests, vendor)
          if (expected.kind !== "unanswered") assert.strictEqual(error.next, nextOf(vendor))
        }),
        { concurrency: "unbounded", discard: true }
      ).pipe(Effect.provide(aws))
    )
  }

  it.live(
    "that the job may not ask gives the vendor's own next step, with no request where the variables are not there",
    () =>
      Effect.forEach(
        LocalCi.vendors.filter((vendor) => vendor !== "circleci"),
        Effect.fnUntraced(function* (vendor) {
          const job = jobs[vendor]
          const { error, requests } = yield* errorOf({ vendor, permission: false })
          const forbids = job.endpoint?.forbidden !== undefined
          assert.strictEqual(error.kind, forbids ? "refused" : "absent", error.message)
          assert.strictEqual(requests, forbids ? 1 : 0)
          assert.strictEqual(error.by.length > 0, true)
          if (vendor === "buildkite") assert.include(error.detail, "This job may not request OIDC tokens")
          if (vendor === "github_action") assert.include(error.next, "permissions: id-token: write")
        }),
        { concurrency: "unbounded", discard: true }
      ).pipe(Effect.provide(aws))
  )

  it.effect("tells a permission that has ended from one that never was", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.UTC(2026, 10, 27))
      yield* Effect.gen(function* () {
        const ci = yield* LocalCi.LocalCi
        const token = Effect.flatMap(IdentityToken, (port) => port.token({}, {})).pipe(
          Effect.provide(Layer.provide(live, LocalCi.layerVariables))
        )
        yield* token
        yield* TestClock.adjust("6 hours")
        const error = yield* Effect.flip(token)
        assert.strictEqual(error.kind, "expired")
        assert.strictEqual(error.expiredAt, Date.UTC(2026, 10, 27, 6))
        assert.include(error.detail, "ACTIONS_ID_TOKEN_REQUEST_TOKEN")
        assert.include(error.detail, "2026-11-27T06:00:00")
        assert.strictEqual(yield* ci.requests, 2)
      }).pipe(Effect.provide(Layer.provideMerge(LocalCi.layer({ vendor: "github_action" }), aws)))
    })
  )

  it.live("has a permission that no header may have", () =>
    Effect.gen(function* () {
      const { error, requests } = yield* errorOf({ vendor: "github_action" }, "token", {
        ACTIONS_ID_TOKEN_REQUEST_TOKEN: "a\r\nx-evil: 1"
      })
      assert.strictEqual(error.kind, "invalid")
      assert.notInclude(error.message, "evil")
      assert.strictEqual(requests, 0)
    }).pipe(Effect.provide(aws))
  )

  for (const [address, says] of [
    [
      "https://pipelines.actions.githubusercontent.com.evil.test/token?api-version=2.0",
      "names pipelines.actions.githubusercontent.com.evil.test"
    ],
    ["https://evil-actions.githubusercontent.com/token", "names evil-actions.githubusercontent.com"],
    ["http://pipelines.actions.githubusercontent.com/token", "over http"],
    ["http://169.254.169.254/latest", "names 169.254.169.254"],
    ["http://metadata.google.internal/computeMetadata", "names metadata.google.internal"],
    ["https://127.0.0.1.evil.test/", "names 127.0.0.1.evil.test"],
    ["https://evil-git.invalid/", "names evil-git.invalid"],
    ["http://evil.localhost/", "names evil.localhost"],
    ["https://actions.githubusercontent.com@evil.invalid/", "names evil.invalid"],
    ["https://evil.invalid\\.actions.githubusercontent.com/", "names evil.invalid"],
    ["https://a.actions.githubusercontent.com./", "names a.actions.githubusercontent.com."],
    ["http://[::ffff:169.254.169.254]/", "names [::ffff:a9fe:a9fe]"],
    ["file:///etc/passwd", "is no http or https address"],
    ["token", "is no http or https address"]
  ] as const) {
    it.live(`is not asked at ${address}`, () =>
      Effect.gen(function* () {
        const { error } = yield* errorOf({ vendor: "github_action" }, "token", {
          GITHUB_SERVER_URL: "https://invalid",
          ACTIONS_ID_TOKEN_REQUEST_URL: address
        })
        assert.strictEqual(error.kind, "invalid")
        assert.include(error.detail, "ACTIONS_ID_TOKEN_REQUEST_URL ")
        assert.include(error.detail, says)
      }).pipe(Effect.provide(aws))
    )
  }

  it.live("may be that of the job's own server, or of a host below it", () =>
    Effect.gen(function* () {
      const { error } = yield* errorOf({ vendor: "github_action" }, "token", {
        GITHUB_SERVER_URL: "https://git.invalid",
        ACTIONS_ID_TOKEN_REQUEST_URL: "https://actions.git.invalid/token"
      })
      assert.strictEqual(error.kind, "unanswered")
      assert.include(error.detail, "actions.git.invalid gives no answer")
    }).pipe(Effect.provide(aws))
  )

  it.live("quotes neither the permission nor the address, nor what would move a terminal or give an order", () =>
    Effect.gen(function* () {
      const address = yield* listen({
        handle: ({ headers, path, query }) =>
          Effect.succeed({
            status: 403,
            headers: { "content-type": "application/json" },
            body: JSON.stringify({
              message: `\n::add-mask::x\u001b[2J ${headers.authorization} ${path}?${[...query].join("&")} ${"y".repeat(9000)}`
            }),
            serverTime: 0,
            stalled: false
          }),
        aborted: () => undefined
      })
      const url = `${address}/secret/path/of/the/job?run=0123456789abcdef`
      const { error } = yield* errorOf({ vendor: "github_action" }, "token", { ACTIONS_ID_TOKEN_REQUEST_URL: url })
      assert.strictEqual(error.kind, "refused")
      for (const text of ["\n", "\u001b", " ::add", "secret/path", "0123456789abcdef"])
        assert.notInclude(error.message, text)
      assert.isBelow(error.message.length, 1200)
    }).pipe(Effect.scoped, Effect.provide(aws))
  )
})
