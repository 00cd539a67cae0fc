import { basename } from "node:path"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import type * as Scope from "effect/Scope"
import { guardedVariables } from "../../../domain/child/GuardedVariables.ts"
import type { Launch, Launching } from "../../../handover/child/Exec.ts"
import { runProcess } from "../../../platform/RunProcess.ts"
import { CliProblem } from "../../CliProblem.ts"
import { bash } from "./shells/bash.ts"
import { fish } from "./shells/fish.ts"
import { decidedValues, type MakeGuardedShell, readyFile } from "./shells/GuardedShell.ts"
import { posix } from "./shells/posix.ts"
import { zsh } from "./shells/zsh.ts"

type Variables = { readonly [name: string]: string | undefined }

/** A shell that a person works in, by its path or name, and the arguments that it was given. */
export interface InteractiveShell {
  readonly shell: string
  readonly args: ReadonlyArray<string>
}

const own: { readonly [shell: string]: MakeGuardedShell } = { bash, zsh, fish }

/** The shells that read the file of ENV. */
const posixShells: ReadonlySet<string> = new Set(["sh", "dash", "ash", "ksh", "ksh93", "mksh", "oksh", "lksh"])

const isOwn = (name: string): boolean => Object.hasOwn(own, name)

/** Whether the start files of a shell are known, so that they cannot win over what `exec` decided. */
const isKnownShell = (shell: string): boolean => isOwn(basename(shell)) || posixShells.has(basename(shell))

/** The user's own shell. */
export const userShell = ({ SHELL = "" }: Variables): InteractiveShell => ({ shell: SHELL || "/bin/sh", args: [] })

/** The arguments with which a shell is one to work in, and no more than that. */
const interactive = /^(-[il]{1,2}|--(login|interactive))$/

/** The shell that a command line starts for a person to work in; `undefined` where it starts anything else. */
export const namedShell = (
  [shell, ...args]: ReadonlyArray<string>,
  isTerminal: boolean
): InteractiveShell | undefined =>
  shell !== undefined &&
  isKnownShell(shell) &&
  args.every((arg) => interactive.test(arg)) &&
  (isTerminal || args.some((arg) => arg.includes("i") && arg !== "--login"))
    ? { shell, args }
    : undefined

/** How a shell is started, and what is known of it then. */
export interface MarkedShell extends Launch {
  /** Whether it has come past its start files, and has what `exec` decided; `undefined` where it will not tell. */
  readonly isReady: Effect.Effect<boolean> | undefined
}

/** Milliseconds after which a shell that only runs a line has lost its way in a start file, and has no answer. */
const probeLimit = 2000

/**
 * A shell whose prompt is marked with the target, and whose start files do not win over what `exec` decided. The files
 * that this takes hold nothing secret, and are removed with the scope.
 */
export const markedShell: (
  target: string,
  shell: InteractiveShell,
  launching: Launching
) => Effect.Effect<MarkedShell, CliProblem, FileSystem.FileSystem | Path.Path | Scope.Scope> = Effect.fnUntraced(
  function* (target, { shell, args }, { given, environment }) {
    const fs = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    const folder = yield* fs.makeTempDirectoryScoped({ prefix: "boto-ses-shell-" })
    const name = basename(shell)
    const make = (isOwn(name) ? own[name] : undefined) ?? posix(name)
    const names = guardedVariables([...Object.keys(given.set), ...given.unset], environment)
    const guarded = make({ target, names }, { args, folder, env: environment })
    yield* Effect.forEach(Object.entries(guarded.files), ([file, text]) =>
      fs.writeFileString(path.join(folder, file), text, { mode: 0o600 })
    )
    const { probe } = guarded
    if (probe !== undefined) {
      const run = yield* runProcess({
        command: shell,
        arguments: probe.args,
        inherited: environment,
        variables: guarded.set,
        limit: probeLimit
      })
      if (run._tag === "Ended" && run.exitCode === 0 && !run.stdout.endsWith(probe.answer)) {
        yield* Effect.logWarning(probe.otherwise)
        return { command: shell, args, isReady: undefined }
      }
    }
    const ready = path.join(folder, readyFile)
    return {
      command: shell,
      args: guarded.args,
      set: { ...decidedValues(names, environment), ...guarded.set },
      isReady: isKnownShell(shell) ? Effect.orElseSucceed(fs.exists(ready), () => false) : undefined
    }
  },
  Effect.catchTag("PlatformError", (error) =>
    Effect.fail(
      new CliProblem({
        title: "ShellUnmarked",
        found: `The files that mark the shell's prompt cannot be written: ${error.message}`,
        next: "Give the temporary folder some room, or name a command after --.",
        exitCode: 1,
        cause: error
      })
    )
  )
)
