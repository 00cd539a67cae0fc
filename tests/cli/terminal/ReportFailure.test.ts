import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Runtime from "effect/Runtime"
import { Globals } from "../../../src/cli/Globals.ts"
import { reportFailure } from "../../../src/cli/terminal/ReportFailure.ts"
import { type Channel, makeChannel, Screen } from "../../../src/cli/terminal/Screen.ts"
import { AccountMismatch } from "../../../src/domain/errors/Ambient.ts"
import { BotoSesError } from "../../../src/domain/errors/BotoSesError.ts"

/** What a command that fails writes, and the exit code that it leaves. */
const run = Effect.fnUntraced(function* (command: Effect.Effect<void, unknown>) {
  const channel = (): Channel & { readonly written: Array<string> } => {
    const written: Array<string> = []
    const write = (lines: ReadonlyArray<string>) => Effect.sync(() => written.push(...lines))
    return Object.assign(makeChannel({ columns: () => 60, isPainted: () => false, write }), { written })
  }
  const [out, err] = [channel(), channel()]
  const exit = yield* Effect.exit(Effect.provideService(reportFailure(command), Screen, { out, err }))
  let code: number | undefined
  Runtime.defaultTeardown(exit, (found) => {
    code = found
  })
  return { out: out.written, err: err.written, code, exit }
})

describe("a command that fails", () => {
  it.effect("tells an error of ours in one block, with its exit code and masked accounts", () =>
    Effect.gen(function* () {
      const mismatch = new AccountMismatch({
        target: 'env("prd")',
        expected: "444444444444",
        actual: "222222222222",
        source: "the AWS CLI profile acme-prd"
      })
      const { out, err, code } = yield* run(Effect.fail(BotoSesError.of(mismatch)))
      assert.deepStrictEqual(err, [
        "error AccountMismatch",
        '  env("prd") must be of account 44********44, but the AWS',
        "  CLI profile acme-prd is of account 22********22. No",
        "  session was given. Correct the accountId in the",
        "  configuration, or the credentials. --unmasked of",
        "  boto-ses shows both accounts in full."
      ])
      assert.deepStrictEqual({ out, code }, { out: [], code: 5 })
      const globals = {
        config: undefined,
        runtime: undefined,
        region: undefined,
        json: false,
        unmasked: true,
        cache: true
      }
      const full = yield* Effect.provideService(run(Effect.fail(BotoSesError.of(mismatch))), Globals, globals)
      assert.include(full.err.join(" "), "444444444444")
      assert.include(full.err.join(" "), "222222222222")
    })
  )
  it.effect("tells a bug without its stack", () =>
    Effect.gen(function* () {
      const { err, code } = yield* run(Effect.die(new TypeError("x is not a function")))
      assert.deepStrictEqual({ err, code }, { err: ["error TypeError", "  x is not a function"], code: 1 })
    })
  )
  it.effect("is told by the block alone, not again by the runner", () =>
    Effect.gen(function* () {
      const { exit } = yield* run(Effect.fail("no"))
      assert.isTrue(Exit.isFailure(exit))
      const [reason] = Exit.isFailure(exit) ? exit.cause.reasons : []
      assert.isFalse(Runtime.getErrorReported(reason?._tag === "Fail" ? reason.error : undefined))
    })
  )
  it.effect("says nothing where it was interrupted", () =>
    Effect.gen(function* () {
      const { err, code } = yield* run(Effect.interrupt)
      assert.deepStrictEqual({ err, code }, { err: [], code: 130 })
    })
  )
})
