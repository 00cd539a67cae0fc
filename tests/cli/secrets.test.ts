import { readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { inCi, onLaptop, type Place } from "./harness.ts"

/** Every way to call every command but those that are there to give secrets away. */
const calls: ReadonlyArray<ReadonlyArray<string>> = [
  ["whoami"],
  ["whoami", "prd", "--json", "--unmasked"],
  ["whoami", "prdd"],
  ["exec", "prd", "--", "true"],
  ["exec", "prd", "--static", "--handover", "--", "true"],
  ["exec", "prd", "--", "no-such-command"],
  ["env", "sbx", "--format", "dotenv"],
  ["env", "sbx", "--format", "github"],
  ["env", "prdd"],
  ["credential-process", "prdd"],
  ["configure", "--dry-run"],
  ["configure", "--json"],
  ["explain", "prd", "--identity"],
  ["explain", "--matrix"],
  ["explain", "--matrix", "--format", "mermaid"],
  ["doctor", "--unmasked"],
  ["doctor", "--json"],
  ["demo"]
]

const secretLike = /[A-Za-z0-9/+]{40,}={0,2}/g

/** The secrets that the place itself holds. */
const secretsOf = ({ env, folder }: Place): ReadonlyArray<string> => {
  const profiles = env.AWS_ACCESS_KEY_ID === undefined ? readFileSync(join(folder, ".aws", "credentials"), "utf8") : ""
  const found = [env.AWS_SECRET_ACCESS_KEY ?? "", env.AWS_SESSION_TOKEN ?? "", ...(profiles.match(secretLike) ?? [])]
  return found.filter((secret) => secret !== "")
}

/** Nothing that the place holds is in the text, and nothing that looks like a secret had on the way. */
const assertClean = (place: Place, text: string, what: string): void => {
  for (const secret of secretsOf(place)) assert.notInclude(text, secret, what)
  assert.deepStrictEqual(text.replaceAll(place.folder, "~").match(secretLike), null, what)
}

describe("no command shows a secret, even where it is debugged", () => {
  for (const [name, make] of [
    ["on a laptop", onLaptop],
    ["in CI", inCi]
  ] as const) {
    it.live(
      name,
      () =>
        Effect.gen(function* () {
          const place = yield* make
          assert.isAtLeast(secretsOf(place).length, 2)
          for (const args of calls) {
            const { stdout, stderr } = yield* place.cli([...args, "--log-level", "all"])
            assertClean(place, stdout + stderr, args.join(" "))
          }
        }),
      60_000
    )

    it.live(
      `${name}, where AWS refuses and where it fails`,
      () =>
        Effect.gen(function* () {
          for (const kind of ["accessDenied", "expiredToken"] as const) {
            const place = yield* make
            yield* place.aws.fault({ kind, times: "always" })
            for (const args of [["whoami", "prd"], ["doctor"], ["env", "prd"], ["credential-process", "prd"]]) {
              const { exitCode, stdout, stderr } = yield* place.cli([...args, "--log-level", "all"])
              if (exitCode !== 0) assertClean(place, stdout + stderr, `${kind}: ${args.join(" ")}`)
            }
          }
        }),
      60_000
    )
  }

  it.live("is what this finds where one is shown", () =>
    Effect.gen(function* () {
      const place = yield* inCi
      const { stdout } = yield* place.cli(["env", "prd"])
      assert.throws(() => assertClean(place, stdout, "env"))
    })
  )
})
