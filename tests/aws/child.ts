/** Runs a piece of TypeScript in a Node process of its own, where the environment is a real one. */
import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import * as Effect from "effect/Effect"

const root = fileURLToPath(new URL("../..", import.meta.url))

/** What the module wrote; a process that fails ends the test with its errors. */
export const runModule = (
  source: string,
  env: { readonly [name: string]: string } = {}
): Effect.Effect<string, Error> =>
  Effect.callback<string, Error>((resume, signal) => {
    const child = execFile(
      `${root}node_modules/.bin/node`,
      ["--input-type=module-typescript", "--no-warnings", "--eval", source],
      { cwd: root, env: { ...env }, signal },
      (error, stdout, stderr) => {
        resume(error === null ? Effect.succeed(stdout) : Effect.fail(new Error(`${error.message}\n${stderr}`)))
      }
    )
    child.stdin?.end()
  })
