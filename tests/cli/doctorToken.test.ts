import { writeFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { LocalAws, LocalCi } from "../../src/testing/mod.ts"
import { configuration, onLaptop } from "./harness.ts"

/** What doctor says of the token and of each target that is had by it, in a job of GitLab's. */
const rowsIn = Effect.fnUntraced(function* (options: Partial<LocalCi.Options>) {
  const place = yield* onLaptop
  const { variables } = yield* Layer.build(LocalCi.layer({ vendor: "gitlab_ci", ...options })).pipe(
    Effect.flatMap((context) => Effect.provideContext(LocalCi.LocalCi, context)),
    Effect.provideService(LocalAws.LocalAws, place.aws)
  )
  const workloads = Object.fromEntries(
    Object.entries(configuration.workloads).map(([env, entry]) => [
      env,
      { ...entry, oidcRoleArn: `arn:aws:iam::${entry.accountId}:role/ci` }
    ])
  )
  writeFileSync(place.config, JSON.stringify({ ...configuration, workloads }))
  const { stdout } = yield* place.cli(["doctor"], { env: variables, columns: 500 })
  return stdout.split("\n").filter((line) => /^(?:token|sbx|prd) /.test(line))
})

describe("doctor in a job", () => {
  it.live.each([
    ["whose token has ended", { life: 1 }, /^token +FAILED +.* expired at /],
    ["that has no token", { permission: false }, /^token +FAILED +.* offers none/]
  ] as const)("%s says so once, and the targets wait for it", ([, options, expected]) =>
    Effect.gen(function* () {
      const [token = "", ...targets] = yield* rowsIn(options)
      assert.match(token, expected)
      assert.lengthOf(targets, 2)
      for (const line of targets) assert.match(line, /^(?:sbx|prd) +waiting +for token/)
    })
  )
})
