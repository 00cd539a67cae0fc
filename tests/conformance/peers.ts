/** The programs of others that the conformance tests talk to. */
import { type ChildProcess, type SpawnSyncReturns, spawn, spawnSync } from "node:child_process"
import { assert, it } from "@effect/vitest"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"

const { CI, PATH } = Effect.runSync(
  Effect.gen(function* () {
    return {
      CI: yield* Config.String("CI").pipe(Config.withDefault("")),
      PATH: yield* Config.String("PATH").pipe(Config.withDefault(""))
    }
  })
)

/** Where the commands of this machine are. */
export const commandPath: string = PATH

/** Nothing of this machine but where its commands are: no home, no profile, no instance. */
const bare = { PATH, HOME: "/nonexistent", AWS_EC2_METADATA_DISABLED: "true" }

export type Variables = { readonly [name: string]: string }

/** Whether a command answers on this machine. */
export const answers = (command: string, ...args: ReadonlyArray<string>): boolean => {
  const { status }: SpawnSyncReturns<Buffer> = spawnSync(command, args, { env: bare, stdio: "ignore" })
  return status === 0
}

/** Tests against a peer. A machine may lack it, CI may not. */
export const withPeer = (peer: string, present: boolean, tests: () => void): void => {
  if (present) tests()
  else if (CI === "true") it(`${peer} is there in CI`, () => assert.fail(`${peer} not found`))
  else it.skip(`skipped: ${peer} not found`, () => {})
}

export interface Output {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

const end = (child: ChildProcess): Effect.Effect<void> =>
  Effect.callback((resume) => {
    if (child.exitCode !== null || child.signalCode !== null) return resume(Effect.void)
    child.once("close", () => resume(Effect.void))
    child.kill("SIGKILL")
  })

/** Runs a command with these variables and none of ours. */
export const run = (
  command: string,
  args: ReadonlyArray<string>,
  variables: Variables,
  input = ""
): Effect.Effect<Output> =>
  Effect.callback((resume) => {
    const child = spawn(command, [...args], { env: { ...bare, ...variables } })
    const output = { stdout: "", stderr: "" }
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output.stdout += text
    })
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      output.stderr += text
    })
    child.once("error", (error) => resume(Effect.die(error)))
    child.once("close", (status) => resume(Effect.succeed({ status, ...output })))
    child.stdin.end(input)
    return end(child)
  })

/** A server for as long as the scope is open; the answer is what `announces` captures from its first lines. */
export const serve = (command: string, args: ReadonlyArray<string>, announces: RegExp) =>
  Effect.acquireRelease(
    Effect.sync(() => spawn(command, [...args], { env: bare, stdio: ["ignore", "ignore", "pipe"] })),
    end
  ).pipe(
    Effect.flatMap((child) =>
      Effect.callback<string>((resume) => {
        let said = ""
        child.stderr.setEncoding("utf8").on("data", (text: string) => {
          // The rest is its log of requests, which must be read but need not be kept.
          if (said.length < 10_000) said += text
          const found = announces.exec(said)?.[1]
          if (found !== undefined) resume(Effect.succeed(found))
        })
        child.once("error", (error) => resume(Effect.die(error)))
        child.once("close", () => resume(Effect.die(new Error(`${command} ended: ${said}`))))
      })
    )
  )
