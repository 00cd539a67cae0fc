import { execFile } from "node:child_process"
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { demo, visits } from "../../src/cli/commands/demo/demo.ts"
import { demoLines } from "../../src/cli/commands/demo/demoLines.ts"
import { demoPlaces } from "../../src/cli/commands/demo/demoPlaces.ts"
import { isGiven } from "../../src/cli/commands/demo/program.ts"
import { world } from "../../src/cli/commands/demo/world.ts"
import { paintColours, paintNothing } from "../../src/cli/terminal/Paint.ts"
import { makeChannel, Screen } from "../../src/cli/terminal/Screen.ts"
import { nodeServices } from "../../src/live/NodeServices.ts"
import * as LocalAws from "../../src/testing/LocalAws.ts"

const root = fileURLToPath(new URL("../..", import.meta.url))
const golden = readFileSync(new URL("demo.golden.txt", import.meta.url), "utf8")

/** `npm start`, on the runtime that runs the tests, its output piped. */
const start = (variables: { readonly [name: string]: string } = {}) =>
  Effect.callback<{ readonly exitCode: number; readonly stdout: string; readonly stderr: string }>((resume) => {
    const args = process.versions.deno === undefined ? [] : ["run", "--allow-all"]
    execFile(
      process.execPath,
      [...args, "scripts/demo.ts"],
      { cwd: root, env: { HOME: "/nonexistent", DENO_NO_UPDATE_CHECK: "1", ...variables } },
      (error, stdout, stderr) => resume(Effect.succeed({ exitCode: Number(error?.code ?? 0), stdout, stderr }))
    )
  })

describe("the demo", () => {
  it.live("reads at 80 columns as the golden text", () =>
    Effect.gen(function* () {
      const written: Array<string> = []
      const out = makeChannel({
        columns: () => 80,
        isPainted: () => false,
        write: (lines) => Effect.sync(() => written.push(...lines))
      })
      yield* Effect.provideService(demo, Screen, { out, err: out })
      assert.strictEqual(`${written.join("\n")}\n`, golden)
    })
  )

  it.live("is given the accounts and asks STS as the table of plans says", () =>
    Effect.gen(function* () {
      const found = (yield* visits).map(({ place, answers }) => [
        place.name,
        ...answers.map((answer) =>
          isGiven(answer)
            ? `${answer.accountAlias} ${answer.accountId} by ${answer.how}: ${answer.requests.session}`
            : answer.error.reason._tag
        )
      ])
      assert.deepStrictEqual(found, [
        [
          "Laptop",
          "acme-devops 11********11 by profile acme-devops: 1",
          "acme-sbx 22********22 by profile acme-sbx: 1",
          "acme-prd 44********44 by profile acme-prd: 1",
          "acme-sbx 22********22 by profile acme-sbx: 0"
        ],
        [
          "CI",
          "acme-devops 11********11 by the job's own token: 1",
          "acme-sbx 22********22 by assumed from devops: 1",
          "acme-prd 44********44 by the job's own token: 1",
          "acme-stg 33********33 by assumed from devops: 1"
        ],
        [
          "Cloud9",
          "acme-devops 11********11 by instance role: 1",
          "acme-sbx 22********22 by assumed from devops: 1",
          "acme-prd 44********44 by assumed from devops: 1",
          "acme-sbx 22********22 by assumed from devops: 0"
        ],
        [
          "Lambda",
          "NotFromApplication",
          "NotFromApplication",
          "NotFromApplication",
          "acme-prd 44********44 by environment keys: 0"
        ]
      ])
    })
  )

  it.live("has a job that brings nothing but its vendor's variables", () =>
    Effect.gen(function* () {
      const jobs = (yield* visits).flatMap(({ place, job }) => (job === undefined ? [] : [[place.name, job]]))
      assert.deepStrictEqual(jobs, [["CI", { tokens: 1, exchanges: 2 }]])
      const [ci] = demoPlaces.filter(({ name }) => name === "CI")
      const names = yield* Effect.gen(function* () {
        const surroundings = yield* ci?.environment(yield* LocalAws.LocalAws, "/home") ?? Effect.die("no CI")
        return Object.keys(surroundings.variables).sort()
      }).pipe(Effect.scoped, Effect.provide(LocalAws.layer(world)), Effect.provide(nodeServices))
      assert.deepStrictEqual(names, [
        "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
        "ACTIONS_ID_TOKEN_REQUEST_URL",
        "CI",
        "ENV_NAME",
        "GITHUB_ACTIONS",
        "GITHUB_SERVER_URL",
        "HOME"
      ])
    })
  )

  it.live("keeps to the width of the terminal, and tells more where it is wide", () =>
    Effect.gen(function* () {
      const found = yield* visits
      for (const columns of [60, 80, 120]) {
        const lines = demoLines(found, { columns, paint: paintNothing })
        assert.deepStrictEqual(
          lines.filter((line) => line.length > columns),
          []
        )
        for (const fact of ["33********33", "stg_deployment_role", "assumed from devops", "the job's own token"]) {
          assert.isTrue(
            lines.some((line) => line.includes(fact)),
            `${fact} at ${columns}`
          )
        }
        assert.strictEqual(
          lines.some((line) => line.includes("acme-stg ")),
          columns === 120
        )
      }
    })
  )

  it.live("says the same with colours and without", () =>
    Effect.gen(function* () {
      const found = yield* visits
      const coloured = demoLines(found, { columns: 80, paint: paintColours }).join("\n")
      // biome-ignore lint/suspicious/noControlCharactersInRegex: escape codes begin with one
      const codes = /\u001b\[\d+m/g
      assert.match(coloured, codes)
      assert.strictEqual(`${coloured.replace(codes, "")}\n`, golden)
    })
  )

  it.live("ends with 0, and its piped output has no escape codes", () =>
    Effect.gen(function* () {
      const { exitCode, stdout, stderr } = yield* start({ TERM: "xterm-256color" })
      assert.deepStrictEqual({ exitCode, stdout, stderr }, { exitCode: 0, stdout: golden, stderr: "" })
    })
  )

  it.live("has colours in a pipe where FORCE_COLOR asks for them", () =>
    Effect.gen(function* () {
      const { exitCode, stdout } = yield* start({ FORCE_COLOR: "1" })
      assert.strictEqual(exitCode, 0)
      assert.include(stdout, "\u001b[36mdevops\u001b[39m")
    })
  )
})
