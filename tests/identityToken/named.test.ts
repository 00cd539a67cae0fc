import { execFileSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, assert, describe, it } from "@effect/vitest"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import type { IdentityTokenFields } from "../../src/domain/oidc/TokenPlace.ts"
import { layerIdentityToken } from "../../src/identityToken/IdentityTokenLive.ts"
import { layerCommand, layerFile, layerVariable } from "../../src/live/IdentityToken.ts"
import { nodeServices } from "../../src/live/NodeServices.ts"
import { IdentityToken } from "../../src/services/IdentityToken.ts"
import * as LocalAws from "../../src/testing/LocalAws.ts"
import { identityTokenSuite } from "./identityTokenSuite.ts"

const folder = mkdtempSync(join(tmpdir(), "boto-ses-token-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const at = (name: string): string => join(folder, name)
const issuer = "jenkins.test"
const life = 600_000

/** A token of the local AWS, for as long as a job of the suite. */
const minted = Effect.flatMap(LocalAws.LocalAws, (aws) =>
  aws.webIdentityToken({ issuer, subject: "job:app", expiresIn: life })
)

const environment = (env: { readonly [name: string]: string }) =>
  ConfigProvider.layer(
    ConfigProvider.fromEnv({ env: { ...(process.env.PATH ? { PATH: process.env.PATH } : {}), ...env } })
  )

const ofJob = { issuer, audience: "sts.amazonaws.com", life }

identityTokenSuite("layerVariable", {
  ...ofJob,
  layer: Layer.unwrap(
    Effect.map(minted, (token) =>
      Layer.provide(layerVariable("JOB_TOKEN"), environment({ JOB_TOKEN: `${Redacted.value(token)}\n` }))
    )
  ),
  by: "the variable JOB_TOKEN",
  renewable: false
})

identityTokenSuite("layerFile", {
  ...ofJob,
  // Whoever runs the job renews the file: it is written when it is read.
  layer: Layer.effect(IdentityToken)(
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const port = yield* IdentityToken
      const renew = Effect.map(Effect.provideService(minted, LocalAws.LocalAws, aws), (token) =>
        writeFileSync(at("token"), `${Redacted.value(token)}\n`)
      )
      return {
        ...port,
        place: (settings) => Effect.andThen(renew, port.place(settings)),
        token: (settings, request) => Effect.andThen(renew, port.token(settings, request))
      }
    })
  ).pipe(Layer.provide(layerFile(at("token")))),
  by: `the file ${at("token")}`,
  renewable: true
})

const tokenOf = (settings: IdentityTokenFields, env: { readonly [name: string]: string } = {}) => {
  // Short only where it is waited for: a busy machine starts a program late.
  const command = settings.command?.includes("sleep") === true ? 200 : 15_000
  const live = Layer.provide(layerIdentityToken({}, { request: 80, command }), nodeServices)
  const token = Effect.flatMap(IdentityToken, (port) => port.token(settings, {}))
  return Effect.provide(token, Layer.provide(live, environment(env)))
}

const placeOf = (settings: IdentityTokenFields, env: { readonly [name: string]: string } = {}) => {
  const live = Layer.provide(layerIdentityToken(), nodeServices)
  const place = Effect.flatMap(IdentityToken, (port) => port.place(settings))
  return Effect.provide(place, Layer.provide(live, environment(env)))
}

const secret = "eyJsecretsecret"

describe("a file that is named", () => {
  writeFileSync(at("long"), "x".repeat(70_000))
  writeFileSync(at("garbage"), secret)
  writeFileSync(at("empty"), "")
  execFileSync("mkfifo", [at("fifo")])
  for (const [path, kind, says] of [
    [at("nowhere"), "absent", "it is not there"],
    [folder, "invalid", "is a folder"],
    [at("fifo"), "invalid", "is a FIFO"],
    ["/dev/zero", "invalid", "is a device"],
    [at("long"), "invalid", "is longer than 65536 bytes"],
    [at("garbage"), "invalid", "no JSON Web Token"],
    [at("empty"), "invalid", "no JSON Web Token"]
  ] as const) {
    it.live(`gives a typed error where it ${says}`, () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(tokenOf({ file: path }))
        assert.strictEqual(error.kind, kind)
        assert.include(error.detail, says)
        assert.notInclude(error.message, secret)
        const place = yield* placeOf({ file: path })
        assert.strictEqual(place._tag, says.includes("Token") ? "Offered" : "NotOffered")
      })
    )
  }
})

describe("a command that is named", () => {
  for (const [command, kind, says] of [
    ["sh -c 'sleep 30'", "unanswered", "did not end within 200 ms"],
    ["sh -c 'cat /dev/zero'", "invalid", "far more than a token"],
    [`sh -c 'echo ${secret}'`, "invalid", "no JSON Web Token"],
    ["sh -c 'echo no rights >&2; exit 3'", "refused", "its command failed: no rights"],
    ["no-such-program-of-a-job", "absent", "could not be started (ENOENT)"],
    ["sh -c 'open", "invalid", "a quote or a backslash"],
    ["''", "invalid", "names no program"]
  ] as const) {
    it.live(`gives a typed error where it ${says}`, () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(tokenOf({ command }))
        assert.strictEqual(error.kind, kind, error.message)
        assert.include(error.detail, says)
        assert.notInclude(error.message, secret)
        assert.notInclude(error.message, "sleep 30")
      })
    )
  }

  it.live("fails with its own words, without the permissions of the job and the token that it printed", () =>
    Effect.gen(function* () {
      const permission = "bkaat_0123456789abcdefghijklmnopqrstuvwxyz"
      const printed = `a-b_c${"-d_e".repeat(30)}`
      const said = `no rights: Token ${permission} $(printf ${permission} | base64) ${printed.slice(0, 60)} ${printed.slice(60)}`
      const command = `sh -c 'echo ${printed}; echo ${said} >&2; exit 3'`
      const env = { BUILDKITE: "true", BUILDKITE_AGENT_ACCESS_TOKEN: permission }
      const error = yield* Effect.flip(tokenOf({ command }, env))
      assert.include(error.detail, "its command failed: no rights: Token <redacted>")
      for (const text of ["456789abcdefg", Buffer.from(permission).toString("base64").slice(0, 20), "-d_e-d_e"])
        assert.notInclude(error.message + JSON.stringify(error), text)
    })
  )

  it.live("is run for each token, and not for what is known of it", () =>
    Effect.gen(function* () {
      const token = Redacted.value(yield* minted)
      writeFileSync(at("printed"), token)
      const port = IdentityToken.pipe(
        Effect.provide(
          Layer.provide(layerCommand(`sh -c 'echo run >> "$0.runs"; cat "$0"' ${at("printed")}`), environment({}))
        )
      )
      const issued = yield* Effect.flatMap(port, (it) => Effect.andThen(it.place({}), it.token({}, {})))
      assert.strictEqual(Redacted.value(issued.token), token)
      assert.strictEqual(execFileSync("cat", [at("printed.runs")], { encoding: "utf8" }), "run\n")
    }).pipe(Effect.provide(LocalAws.layer({ accounts: { "222222222222": {} } })))
  )
})

describe("a variable that is named", () => {
  it.live("names the vendor's file where the vendor is to set it", () =>
    Effect.gen(function* () {
      const place = yield* placeOf({ variable: "DEPLOY_TOKEN" }, { GITLAB_CI: "true" })
      if (place._tag !== "NotOffered") return assert.fail("expected no token")
      assert.strictEqual(place.by, "the variable DEPLOY_TOKEN")
      assert.include(place.next, "id_tokens:")
    })
  )

  it.live("is not shown where it is the token itself, put there in place of the name", () =>
    Effect.gen(function* () {
      const token = Redacted.value(yield* minted)
      const live = Layer.provide(layerVariable(token), environment({}))
      const port = IdentityToken.pipe(Effect.provide(live))
      const error = yield* Effect.flatMap(port, (it) => Effect.flip(it.token({}, {})))
      const place = yield* Effect.flatMap(port, (it) => it.place({}))
      assert.strictEqual(error.kind, "absent")
      assert.notInclude(error.message + JSON.stringify([error, place]), token.slice(-20))
    }).pipe(Effect.provide(LocalAws.layer({ accounts: { "222222222222": {} } })))
  )

  it.live("is taken before what the place has", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(
        tokenOf({ variable: "DEPLOY_TOKEN" }, { GITLAB_CI: "true", AWS_ID_TOKEN: "a.b.c" })
      )
      assert.strictEqual(error.kind, "absent")
      assert.strictEqual(error.by, "the variable DEPLOY_TOKEN")
    })
  )
})
