import { basename } from "node:path"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import type * as Scope from "effect/Scope"
import { CliProblem } from "../../CliProblem.ts"

/** A shell to run, and the variables that it needs beside the others. */
export interface ShellCommand {
  readonly command: string
  readonly args: ReadonlyArray<string>
  readonly set?: { readonly [name: string]: string }
}

type Variables = { readonly [name: string]: string | undefined }

/** A shell's own start files set its prompt, so the mark is put there after them, and again where a theme takes it away. */
interface Marking {
  readonly files: { readonly [name: string]: string }
  readonly command: (shell: string, folder: string, env: Variables) => ShellCommand
}

/** For a text without quotes. */
const quoted = (text: string): string => `'${text}'`

const bash = (mark: string): Marking => ({
  files: {
    bashrc: `
[ -r ~/.bashrc ] && . ~/.bashrc
__boto_ses_mark() { case $PS1 in ${quoted(mark)}*) ;; *) PS1=${quoted(mark)}$PS1 ;; esac; }
PROMPT_COMMAND="$PROMPT_COMMAND"$'\n'__boto_ses_mark
`
  },
  command: (command, folder) => ({ command, args: ["--rcfile", `${folder}/bashrc`] })
})

/** zsh finds its start files by ZDOTDIR; the user's own are read under the user's own value. */
const zsh = (mark: string): Marking => ({
  files: {
    ".zshenv": `
__boto_ses_folder=$ZDOTDIR
if [ -n "$BOTO_SES_USER_ZDOTDIR" ]; then ZDOTDIR=$BOTO_SES_USER_ZDOTDIR; else unset ZDOTDIR; fi
unset BOTO_SES_USER_ZDOTDIR
[ -r "\${ZDOTDIR:-$HOME}/.zshenv" ] && . "\${ZDOTDIR:-$HOME}/.zshenv"
__boto_ses_zdotdir=$ZDOTDIR
ZDOTDIR=$__boto_ses_folder
`,
    ".zshrc": `
if [ -n "$__boto_ses_zdotdir" ]; then ZDOTDIR=$__boto_ses_zdotdir; else unset ZDOTDIR; fi
case $HISTFILE in "$__boto_ses_folder"/*) HISTFILE=\${ZDOTDIR:-$HOME}/.zsh_history ;; esac
unset __boto_ses_folder __boto_ses_zdotdir
[ -r "\${ZDOTDIR:-$HOME}/.zshrc" ] && . "\${ZDOTDIR:-$HOME}/.zshrc"
__boto_ses_mark() { case $PROMPT in ${quoted(mark)}*) ;; *) PROMPT=${quoted(mark)}$PROMPT ;; esac }
precmd_functions+=(__boto_ses_mark)
`
  },
  command: (command, folder, { ZDOTDIR = "" }) => ({
    command,
    args: [],
    set: { ZDOTDIR: folder, BOTO_SES_USER_ZDOTDIR: ZDOTDIR }
  })
})

const fish = (mark: string): Marking => ({
  files: {},
  command: (command) => ({
    command,
    args: [
      "--init-command",
      `functions -c fish_prompt __boto_ses_prompt; function fish_prompt; printf '%s' ${quoted(mark)}; __boto_ses_prompt; end`
    ]
  })
})

/** An interactive POSIX shell reads the file that ENV names. */
const posix = (mark: string): Marking => ({
  files: {
    env: `
if [ -n "$BOTO_SES_USER_ENV" ]; then ENV=$BOTO_SES_USER_ENV; . "$ENV"; else unset ENV; fi
unset BOTO_SES_USER_ENV
PS1=${quoted(mark)}$PS1
`
  },
  command: (command, folder, { ENV = "" }) => ({
    command,
    args: [],
    set: { ENV: `${folder}/env`, BOTO_SES_USER_ENV: ENV }
  })
})

const markings: { readonly [shell: string]: (mark: string) => Marking } = { bash, zsh, fish }

/**
 * The user's shell, its prompt marked with the target. The files that this takes hold nothing secret, and are removed
 * with the scope.
 */
export const markedShell: (
  target: string,
  env: Variables
) => Effect.Effect<ShellCommand, CliProblem, FileSystem.FileSystem | Path.Path | Scope.Scope> = Effect.fnUntraced(
  function* (target, env) {
    const shell = env.SHELL === undefined || env.SHELL === "" ? "/bin/sh" : env.SHELL
    const { files, command } = (markings[basename(shell)] ?? posix)(`(boto-ses:${target}) `)
    const fs = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    const folder = yield* fs.makeTempDirectoryScoped({ prefix: "boto-ses-shell-" })
    yield* Effect.forEach(Object.entries(files), ([name, text]) =>
      fs.writeFileString(path.join(folder, name), text, { mode: 0o600 })
    )
    return command(shell, folder, env)
  },
  Effect.catchTag("PlatformError", (error) =>
    Effect.fail(
      new CliProblem({
        title: "ShellUnmarked",
        found: `The files that mark the shell's prompt cannot be written: ${error.message}`,
        next: "Give the temporary folder some room, or name a command after --.",
        exitCode: 1
      })
    )
  )
)
