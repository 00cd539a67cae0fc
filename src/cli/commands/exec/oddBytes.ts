import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import { type CliProblem, usageProblem } from "../../CliProblem.ts"
import { ThisProcess } from "../../ThisProcess.ts"

/**
 * Stands in a text for bytes that are not UTF-8: Node, Deno and Bun read arguments and variables so, and can give a child
 * nothing but text. The bytes would reach it changed.
 */
const replacement = "\ufffd"

const isUtf8 = (bytes: Uint8Array): boolean => {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}

/** The words that are not as they were given; of the bytes of all, where they are known, some are then not UTF-8. */
export const changedWords = (words: ReadonlyArray<string>, bytes: Uint8Array | undefined): ReadonlyArray<number> =>
  bytes !== undefined && isUtf8(bytes) ? [] : words.flatMap((word, at) => (word.includes(replacement) ? [at] : []))

/** What a process was started with, where the machine tells. Source: Linux, proc(5). */
const startedWith = (
  name: "cmdline" | "environ"
): Effect.Effect<Uint8Array | undefined, never, FileSystem.FileSystem> =>
  Effect.flatMap(FileSystem.FileSystem, (fs) =>
    Effect.orElseSucceed(fs.readFile(`/proc/self/${name}`), () => undefined)
  )

const some = (words: ReadonlyArray<string>): boolean => words.some((word) => word.includes(replacement))

/**
 * Fails where an argument of the command would not reach it as it was given, and warns of variables that the command
 * gets changed.
 */
export const checkBytes: (
  command: ReadonlyArray<string>
) => Effect.Effect<void, CliProblem, ThisProcess | FileSystem.FileSystem> = Effect.fnUntraced(function* (command) {
  if (some(command)) {
    const [at] = changedWords(command, yield* startedWith("cmdline"))
    if (at !== undefined) {
      return yield* usageProblem(
        `Word ${at + 1} of the command holds bytes that are not UTF-8, which cannot be passed on as they are: ${command[at]}`,
        "Put the command into a script, and run that; or rename what the word names."
      )
    }
  }
  const variables = Object.entries((yield* ThisProcess).env)
  const values = variables.map(([, value]) => value ?? "")
  if (!some(values)) return
  const changed = changedWords(values, yield* startedWith("environ"))
  if (changed.length === 0) return
  yield* Effect.logWarning(
    `The command gets variables whose bytes are not UTF-8 with other bytes: ${changed.map((at) => variables[at]?.[0]).join(", ")}.`
  )
})
