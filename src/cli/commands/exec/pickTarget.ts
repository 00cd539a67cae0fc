import process from "node:process"
import * as Prompt from "effect/cli/Prompt"
import * as Effect from "effect/Effect"
import * as Terminal from "effect/Terminal"
import { BotoSesFactory } from "../../../factory/BotoSesFactory.ts"
import { type CliProblem, usageProblem } from "../../CliProblem.ts"
import { nodeCliServices } from "../../NodeCliServices.ts"
import { ThisProcess } from "../../ThisProcess.ts"

/** Lets a person choose one of the targets. */
export const askTarget = (
  targets: ReadonlyArray<string>
): Effect.Effect<string, Terminal.QuitError, Prompt.Environment> =>
  Prompt.run(
    Prompt.Select({
      message: "Whose credentials?",
      choices: targets.map((target) => ({ title: target, value: target }))
    })
  )

/** stdout is the command's, and may be a file. */
const onStderr = Effect.map(Terminal.Terminal, (terminal) =>
  Terminal.make({
    ...terminal,
    columns: Effect.sync(() => process.stderr.columns ?? 80),
    display: (text) =>
      Effect.sync(() => {
        process.stderr.write(text)
      })
  })
)

/** A target for a call that names none: one that a person picks where there is a terminal, else a problem that lists them. */
export const pickTarget: Effect.Effect<string, CliProblem | Terminal.QuitError, BotoSesFactory | ThisProcess> =
  Effect.gen(function* () {
    const { env, isTerminal } = yield* ThisProcess
    const targets = [...(yield* BotoSesFactory).envNames, "devops", "app"]
    if (!isTerminal.stdin || !isTerminal.stderr || (env.CI ?? "") !== "") {
      return yield* usageProblem("The argument TARGET is missing.", `Name one of: ${targets.join(", ")}.`)
    }
    return yield* askTarget(targets).pipe(
      Effect.provideServiceEffect(Terminal.Terminal, onStderr),
      Effect.provide(nodeCliServices)
    )
  })
