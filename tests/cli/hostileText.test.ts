import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { layerLogger } from "../../src/cli/terminal/Logger.ts"
import { makeChannel, Screen } from "../../src/cli/terminal/Screen.ts"
import { serve, stsError } from "../aws/fixture.ts"
import { configuration, inCi, onLaptop } from "./harness.ts"

const hostile = "acme\n::error::owned\u001b[2J\u202e \r##vso[task.complete]\u009b1m ##teamcity[x]"

/** What a terminal or a CI system would obey, and a line that another began. */
const obeyed = /[^\P{Cc}\n]|[\u202a-\u202e]|##\[|##vso\[|##teamcity\[|^\s*::|^\s*owned/mu

const assertHarmless = (text: string, what: unknown): void => assert.notMatch(text, obeyed, JSON.stringify(what))

describe("what others wrote has no effect on terminal and log:", () => {
  it.live(
    "arguments",
    () =>
      Effect.gen(function* () {
        const place = yield* onLaptop
        const calls = [
          ["whoami", hostile],
          [hostile],
          ["whoami", `--${hostile}`],
          ["env", "sbx", "--format", hostile],
          ["env", "sbx", "--output", join(place.folder, "no", hostile)],
          ["whoami", "--config", join(place.folder, hostile)],
          ["whoami", "--runtime", hostile],
          ["explain", "sbx", "--region", hostile],
          ["exec", "sbx", "--", hostile],
          ["init", "--env", hostile],
          ["init", "--output", hostile]
        ]
        for (const args of calls) {
          for (const more of [[], ["--log-level", "all"]]) {
            const { stdout, stderr } = yield* place.cli([...args.slice(0, 1), ...more, ...args.slice(1)])
            assertHarmless(stdout + stderr, args)
          }
        }
      }),
    60_000
  )

  it.live(
    "names and values of a configuration, in text and in JSON",
    () =>
      Effect.gen(function* () {
        const place = yield* onLaptop
        const sbx = { accountId: "222222222222", profile: "acme-sbx" }
        const files = [
          { ...configuration, workloads: { [hostile]: sbx } },
          { ...configuration, workloads: { sbx: { ...sbx, region: hostile } } },
          { ...configuration, workloads: { sbx: { ...sbx, profile: hostile } } },
          { ...configuration, workloads: { sbx: { ...sbx, [hostile]: "x" } } },
          { ...configuration, devops: { accountId: hostile } }
        ]
        for (const file of files) {
          const config = join(place.folder, "hostile.json")
          writeFileSync(config, JSON.stringify(file))
          for (const args of [
            ["whoami", "sbx"],
            ["explain", "sbx", "--json"],
            ["doctor", "--json"]
          ]) {
            const { stdout, stderr } = yield* place.cli([...args, "--config", config])
            assertHarmless(stdout + stderr, args)
          }
        }
      }),
    60_000
  )

  it.live(
    "variables, profiles and answers of AWS and of a credential_process",
    () =>
      Effect.gen(function* () {
        const place = yield* inCi
        const env = {
          HOME: place.folder,
          AWS_CONFIG_FILE: join(place.folder, "config"),
          AWS_ACCESS_KEY_ID: "",
          AWS_PROFILE: "p"
        }
        writeFileSync(join(place.folder, "said"), hostile)
        writeFileSync(
          env.AWS_CONFIG_FILE,
          `[profile p]\ncredential_process = sh -c "cat ${join(place.folder, "said")} >&2; exit 1"\n`
        )
        const aws = yield* serve(() => stsError(403, "AccessDenied", hostile.replaceAll(/[^\P{Cc}\n\r]/gu, "")))
        for (const variables of [
          env,
          { ENV_NAME: hostile },
          { AWS_PROFILE: hostile },
          { USER_RUNTIME_NAME: hostile },
          { AWS_ENDPOINT_URL: aws.endpoint }
        ]) {
          for (const args of [
            ["whoami", "prd"],
            ["whoami", "app", "--json"]
          ]) {
            const { stdout, stderr } = yield* place.cli([...args, "--log-level", "all"], { env: variables })
            assertHarmless(stdout + stderr, [variables, args])
          }
        }
      }),
    60_000
  )

  it.effect("log lines, also where colours are shown", () =>
    Effect.gen(function* () {
      const written: Array<string> = []
      const err = makeChannel({
        columns: () => 80,
        isPainted: () => true,
        write: (lines) => Effect.sync(() => written.push(...lines))
      })
      yield* Effect.logWarning(hostile, `${hostile}\u001b[32mgreen`).pipe(
        Effect.provide(layerLogger),
        Effect.provideService(Screen, { out: err, err })
      )
      const [line = ""] = written
      assert.strictEqual(written.length, 1)
      assert.isTrue(line.startsWith("\u001b[33mwarning\u001b[39m acme"))
      assertHarmless(line.slice(line.indexOf("acme")), line)
      yield* err.lines([`${err.paint("good", "ok")} ${hostile}`, "::error::x"])
      assert.isTrue(written[1]?.startsWith("\u001b[32mok\u001b[39m acme "))
      const [, painted = "", order = ""] = written
      assertHarmless(painted.slice(painted.indexOf("acme")), written)
      assertHarmless(order, written)
    })
  )
})
