import { readFileSync, writeFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/testing/TestClock"
import { CredentialSource } from "../../src/services/CredentialSource.ts"
import * as LocalAws from "../../src/testing/LocalAws.ts"
import { nowIsReal } from "../testing/LocalAwsFixture.ts"
import { home, sourceLayer } from "./fixture.ts"

const account = "111111111111"

const world = LocalAws.layer({
  accounts: {
    [account]: {
      users: {
        alice: { accessKeyId: "AKIAALICE00000000000", secretAccessKey: "secret-of-alice" },
        bob: { accessKeyId: "AKIABOB0000000000000", secretAccessKey: "secret-of-bob" }
      },
      roles: Object.fromEntries(["sbx", "tst", "prd"].map((name) => [name, { trust: [account] }]))
    }
  }
})

const profiles = ["sbx", "tst", "prd"]

const answer = (accessKeyId: string, secretAccessKey: string, expiresAt?: number) =>
  JSON.stringify({
    Version: 1,
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    ...(expiresAt === undefined ? {} : { Expiration: new Date(expiresAt).toISOString() })
  })

/** Three roles on one profile whose process counts its runs, and tells what stands in a file. */
const onLaptop = Effect.fnUntraced(function* (first: string) {
  const aws = yield* LocalAws.LocalAws
  const folder = yield* home((path) => ({
    ".aws/config": `${profiles
      .map(
        (name) =>
          `[profile ${name}]\nrole_arn = arn:aws:iam::${account}:role/${name}\nsource_profile = base\nregion = eu-west-1\n`
      )
      .join("")}[profile base]\ncredential_process = sh ${path}/tool\nregion = eu-west-1\n`,
    tool: `echo run >> ${path}/runs\ncat ${path}/answer\n`,
    answer: first,
    runs: ""
  }))
  const layer = sourceLayer({ HOME: folder, AWS_ENDPOINT_URL: aws.endpoint })
  const source = yield* CredentialSource.pipe(Effect.provide(yield* Layer.build(layer)))
  return {
    source,
    runs: () => readFileSync(`${folder}/runs`, "utf8").split("\n").length - 1,
    nowAnswers: (next: string) => writeFileSync(`${folder}/answer`, next)
  }
})

describe("the process of a profile on which roles stand", () => {
  it.effect("runs once, however many roles are assumed with what it gives, until that ends", () =>
    Effect.gen(function* () {
      yield* nowIsReal
      const end = (yield* Clock.currentTimeMillis) + 3_600_000
      const { source, runs } = yield* onLaptop(answer("AKIAALICE00000000000", "secret-of-alice", end))
      const found = yield* Effect.forEach(profiles, source.profile, { concurrency: "unbounded" })
      assert.deepStrictEqual(
        found.map(({ identity }) => identity?.arn.split("/")[1]),
        profiles
      )
      yield* source.profile("prd")
      assert.strictEqual(runs(), 1)
      yield* TestClock.adjust("59 minutes")
      yield* source.profile("prd")
      assert.strictEqual(runs(), 2)
    }).pipe(Effect.provide(world))
  )

  it.effect("runs for each ask for its own credentials, and once for those at the same time", () =>
    Effect.gen(function* () {
      yield* nowIsReal
      const { source, runs } = yield* onLaptop(answer("AKIAALICE00000000000", "secret-of-alice"))
      yield* source.profile("base")
      yield* source.profile("base")
      assert.strictEqual(runs(), 2)
      yield* source.profile("prd")
      assert.strictEqual(runs(), 2)
      yield* Effect.all([source.profile("base"), source.profile("base")], { concurrency: "unbounded" })
      assert.strictEqual(runs(), 3)
    }).pipe(Effect.provide(world))
  )

  it.effect("runs again where AWS refuses what an earlier run gave, and not for what it has just given", () =>
    Effect.gen(function* () {
      yield* nowIsReal
      const { source, runs, nowAnswers } = yield* onLaptop(answer("AKIAGONE000000000000", "x"))
      yield* Effect.flip(source.profile("sbx"))
      assert.strictEqual(runs(), 1)
      yield* source.profile("base")
      yield* TestClock.adjust("2 minutes")
      nowAnswers(answer("AKIAALICE00000000000", "secret-of-alice"))
      yield* source.profile("sbx")
      assert.strictEqual(runs(), 3)
    }).pipe(Effect.provide(world))
  )
})
