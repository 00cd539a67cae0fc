/**
 * A program of ours inside `exec`: prints, as one line of JSON, the account that each ask gives, or the reason why not.
 *
 * Usage: asker.ts [plain|exec|exec-handover]... — each word before the asks is one more process in between.
 */

import { spawn } from "node:child_process"
import process from "node:process"
import * as Effect from "effect/Effect"
import * as Logger from "effect/Logger"
import * as Result from "effect/Result"
import { type BotoSesError, Handover, type Session } from "../../../mod.ts"
import { Aws } from "../../factory/acme.ts"

const [next, ...rest] = process.argv.slice(2)
const again = [import.meta.filename, ...rest]
const runtimeArgs = "Deno" in globalThis ? ["run", "-A"] : []

const answer = <R>(ask: Effect.Effect<Session.Session, BotoSesError, R>) =>
  Effect.map(Effect.result(Effect.flatMap(ask, ({ accountId }) => accountId)), (result) =>
    Result.isSuccess(result) ? result.success : result.failure.reason._tag
  )

const report = Effect.gen(function* () {
  const answers = {
    app: yield* answer(Aws.app),
    sbx: yield* answer(Aws.env("sbx")),
    devops: yield* answer(Aws.devops)
  }
  process.stdout.write(`${JSON.stringify(answers)}\n`)
})

/** The same program once more: as a plain child, or in an `exec` of its own, with or without devops. */
const nested = Effect.gen(function* () {
  if (next === "plain") {
    return yield* Effect.promise(
      () =>
        new Promise<number>((resolve) => {
          const child = spawn(process.execPath, [...runtimeArgs, ...again], { stdio: "inherit" })
          child.on("exit", (code) => resolve(code ?? 1))
        })
    )
  }
  const sbx = yield* Aws.env("sbx")
  const options = next === "exec-handover" ? { handover: yield* Aws.devops } : {}
  return yield* Handover.exec(sbx, process.execPath, [...runtimeArgs, ...again], options)
})

// What exec warns of would stand on the stream of the answers.
const code = await Effect.runPromise(
  Effect.provide(next === undefined ? Effect.as(report, 0) : nested, [Aws.layer, Logger.layer([])])
)
process.exit(code)
