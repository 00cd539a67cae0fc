/**
 * Whose turn it is to ask at a terminal, among the processes of this user: of two that hide what is typed, the second
 * would take what the first has hidden for what the terminal was. A turn is a file with the process's number, which is
 * another's once that process has ended, however it ended.
 */
import { linkSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { hostname, tmpdir } from "node:os"
import { isAbsolute, join } from "node:path"
import process from "node:process"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schedule from "effect/Schedule"
import { programUser } from "./Ownership.ts"
import { terminalName } from "./TerminalPlace.ts"
import { variable } from "./Variables.ts"

export interface TerminalTurn {
  readonly end: () => void
  /** Takes the turn anew after its end, if nobody has it. */
  readonly again: () => void
}

/** Milliseconds: a person is waited for five minutes, so an older one is of a process whose number another has now. */
const oldest = 6 * 60_000

/** How long another's turn is waited for; less than a person is, so that the wait ends with its own words. */
const patience = "4 minutes"

const attempt = <A>(act: () => A): A | undefined => Result.getOrUndefined(Result.try(act))

/** Whether a folder is this user's alone. */
const isPrivate = (path: string): boolean => {
  const user = programUser()
  const info = attempt(() => lstatSync(path))
  if (info?.isDirectory() !== true) return false
  return user._tag === "NoUsers" || (user._tag === "User" && info.uid === user.uid && (info.mode & 0o077) === 0)
}

const turnFile: Effect.Effect<string | undefined> = Effect.gen(function* () {
  const name = terminalName()
  if (name === undefined) return undefined
  const runtime = yield* Effect.orElseSucceed(variable("XDG_RUNTIME_DIR"), () => undefined)
  const user = programUser()
  const folder =
    runtime !== undefined && isAbsolute(runtime) && isPrivate(runtime)
      ? join(runtime, "boto-ses")
      : join(tmpdir(), user._tag === "User" ? `boto-ses-${user.uid}` : "boto-ses")
  attempt(() => mkdirSync(folder, { mode: 0o700 }))
  // The number of a terminal means nothing in another container, which may share the folder.
  return isPrivate(folder) ? join(folder, `asks-${hostname().replaceAll(/[^\w.-]/g, "-")}-${name}`) : undefined
})

const codeOf = (error: unknown): unknown => (error as NodeJS.ErrnoException | undefined)?.code

const lives = (pid: number): boolean => {
  const sent = Result.try(() => process.kill(pid, 0))
  return Result.isSuccess(sent) || codeOf(sent.failure) === "EPERM"
}

/** Whose turn a file says it is; 0 for one that is just being written. */
const ownerIn = (path: string): number | undefined => attempt(() => Number(readFileSync(path, "utf8")))

/** Takes the turn, also that of a process which has ended. Fails where it is another's; false where no file can be made. */
const take = (path: string, now: number): Result.Result<boolean, "another's"> => {
  const write = (): Result.Result<void, unknown> =>
    Result.try({ try: () => writeFileSync(path, `${process.pid}\n`, { flag: "wx", mode: 0o600 }), catch: codeOf })
  const made = write()
  if (Result.isSuccess(made)) return Result.succeed(true)
  if (made.failure !== "EEXIST") return Result.succeed(false)
  const owner = ownerIn(path)
  const changed = attempt(() => lstatSync(path).mtimeMs) ?? now
  const isLeft = now - changed > oldest || (owner !== undefined && owner > 0 && !lives(owner))
  if (owner === undefined || !(isLeft || owner === process.pid)) return Result.fail("another's")
  // Only one process can move it away; who finds that it moved another's new one gives that back.
  const aside = `${path}.${process.pid}`
  attempt(() => renameSync(path, aside))
  const isSame = Object.is(ownerIn(aside), owner)
  if (!isSame) attempt(() => linkSync(aside, path))
  attempt(() => rmSync(aside, { force: true }))
  return isSame && Result.isSuccess(write()) ? Result.succeed(true) : Result.fail("another's")
}

/** The same by the file at a path. */
export const turnAt: (path: string) => Effect.Effect<TerminalTurn | undefined | "busy"> = Effect.fnUntraced(
  function* (path) {
    const clock = yield* Clock.Clock
    const taken = yield* Effect.suspend(() => Effect.fromResult(take(path, clock.currentTimeMillisUnsafe()))).pipe(
      Effect.retry(Schedule.spaced("100 millis")),
      Effect.timeout(patience),
      Effect.option
    )
    if (Option.isNone(taken)) return "busy"
    if (!taken.value) return undefined
    return {
      end: () => {
        if (ownerIn(path) === process.pid) attempt(() => rmSync(path, { force: true }))
      },
      again: () => {
        take(path, clock.currentTimeMillisUnsafe())
      }
    }
  }
)

/** This process's turn, after those of others; `undefined` where no file can tell, and "busy" where they do not end. */
export const terminalTurn: Effect.Effect<TerminalTurn | undefined | "busy"> = Effect.flatMap(turnFile, (path) =>
  path === undefined ? Effect.undefined : turnAt(path)
)
