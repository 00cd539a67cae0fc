import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { posixWords, windowsWords } from "../domain/text/CommandWords.ts"
import { runProcess } from "../platform/RunProcess.ts"
import type { IdentityTokenError } from "../services/IdentityToken.ts"
import { type Failing, type Job, quoted, secretsOf } from "./Place.ts"

/** Milliseconds: it may be a program that asks a server. */
export const commandLimit = 60_000

/** The words of a configured command. */
export const wordsOf = (command: string, fail: Failing): Effect.Effect<ReadonlyArray<string>, IdentityTokenError> => {
  const words = (globalThis.process.platform === "win32" ? windowsWords : posixWords)(command)
  const next = "Write a program and its arguments; no shell reads it."
  if (Result.isFailure(words)) {
    return Effect.fail(fail("invalid", "the command has a quote or a backslash that stands alone.", next))
  }
  return words.success[0] === undefined || words.success[0] === ""
    ? Effect.fail(fail("invalid", "the command names no program.", next))
    : Effect.succeed(words.success)
}

/** Characters; tokens hold some thousands. */
const longest = 8192

const runNext = "Run the command in the job itself to see what it gives."

/**
 * What a program prints. `absent` where there is no such program, `refused` where it fails, `unanswered` where it does not
 * end. Of what it says of its failure nothing is told that is a secret of the job's, or was printed for a token.
 */
export const commandToken: (
  words: ReadonlyArray<string>,
  job: Job,
  fail: Failing,
  limit: number
) => Effect.Effect<string, IdentityTokenError> = Effect.fnUntraced(function* (
  [program = "", ...args],
  job,
  fail,
  limit
) {
  const [PATH, HOME] = [job.env.get("PATH"), job.env.get("HOME")]
  const output = yield* runProcess({
    command: program,
    arguments: args,
    limit,
    variables: { ...(PATH === undefined ? {} : { PATH }), ...(HOME === undefined ? {} : { HOME }) }
  })
  switch (output._tag) {
    case "NotStarted":
      return yield* fail(
        "absent",
        `its command could not be started (${output.code}).`,
        "Name a program that the job has, by its whole path without ~ or variables, or a shell: sh -c '…'."
      )
    case "TooLong":
      return yield* fail("unanswered", `its command did not end within ${limit} ms, and was ended.`, runNext)
    case "TooMuch":
      return yield* fail("invalid", "its command wrote far more than a token, and was ended.", runNext)
    case "Ended": {
      if (output.exitCode === 0) return output.stdout
      const said = quoted(output.stderr, [...secretsOf(job), output.stdout.slice(0, longest).trim()])
      return yield* fail(
        "refused",
        said === "" ? "its command failed and said nothing." : `its command failed: ${said}`,
        runNext
      )
    }
  }
})
