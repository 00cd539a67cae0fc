import * as Command from "effect/cli/Command"
import * as Completions from "effect/cli/Completions"
import * as GlobalFlag from "effect/cli/GlobalFlag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { runtimeNames } from "../domain/runtime/RuntimeName.ts"
import { globalFlags } from "./GlobalFlags.ts"
import type { Channel } from "./terminal/Screen.ts"

/** Stands in a script where the targets of the folder belong that its reader is in by then. */
const placeholder = "__targets__"

const ask = "boto-ses targets 2>/dev/null"

/** How each shell asks for the targets in place of the words of a choice; PowerShell's script stays without. */
const asking: { readonly [Shell in Exclude<Completions.Shell, "powershell">]: (script: string) => string } = {
  bash: (script) => script.replaceAll(`'${placeholder}'`, `$(${ask})`),
  zsh: (script) => script.replaceAll(`(${placeholder})'`, `('"$(${ask} | tr '\\n' ' ')"')'`),
  fish: (script) => script.replaceAll(`'${placeholder}'`, `'(${ask})'`)
}

type FlagDescriptor = Completions.FlagDescriptor

const [config, runtime, region, json, unmasked, cache] = globalFlags

/** The flags that every command takes, which a description of commands has not. */
const everywhere: ReadonlyArray<FlagDescriptor> = Completions.fromCommand(
  Command.make("everywhere", {
    config: config.flag,
    runtime: runtime.flag,
    region: region.flag,
    json: json.flag,
    unmasked: unmasked.flag,
    cache: cache.flag,
    logLevel: GlobalFlag.LogLevel.flag,
    help: GlobalFlag.Help.flag
  })
).flags.map((flag): FlagDescriptor => {
  switch (flag.name) {
    case "config":
      return { ...flag, type: { _tag: "Path", pathType: "file" } }
    case "runtime":
      return { ...flag, type: { _tag: "Choice", values: runtimeNames } }
    case "help":
      return { ...flag, negation: false }
    default:
      return flag
  }
})

type Descriptor = Completions.CommandDescriptor

const withFlags = (command: Descriptor): Descriptor => ({
  ...command,
  flags: [...command.flags, ...everywhere],
  subcommands: command.subcommands.map(withFlags)
})

const withTargets = (command: Descriptor): Descriptor => ({
  ...command,
  arguments: command.arguments.map((argument) =>
    argument.name === "target" ? { ...argument, type: { _tag: "Choice", values: [placeholder] } } : argument
  ),
  subcommands: command.subcommands.map(withTargets)
})

const scriptOf = (command: Command.Command.Any, shell: Completions.Shell): string => {
  const described = withFlags(Completions.fromCommand(command))
  return shell === "powershell"
    ? Completions.generate(command.name, shell, described)
    : asking[shell](Completions.generate(command.name, shell, withTargets(described)))
}

/** Effect's flag, with what its scripts lack: the targets, and the flags of every command. */
export const completionsTo = ({ data }: Channel): typeof GlobalFlag.Completions =>
  GlobalFlag.Action({
    flag: GlobalFlag.Completions.flag,
    run: (shell, { command }) =>
      Option.match(shell, {
        onNone: () => Effect.void,
        onSome: (shell) => data([scriptOf(command, shell)])
      })
  })
