import type * as CliError from "effect/cli/CliError"
import * as CliOutput from "effect/cli/CliOutput"
import type { HelpDoc } from "effect/cli/HelpDoc"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { maskAccountIds } from "../../domain/aws/AccountId.ts"
import { nearest } from "../../domain/text/Nearest.ts"
import { usageProblem } from "../CliProblem.ts"
import { errorBlock } from "./ErrorBlock.ts"
import { helpLines } from "./HelpLines.ts"
import { Screen } from "./Screen.ts"

interface Known {
  readonly commands: ReadonlyArray<string>
  readonly flags: ReadonlyArray<string>
}

const knownOf = ({ subcommands = [], flags, globalFlags = [] }: HelpDoc): Known => ({
  commands: subcommands.flatMap((group) => group.commands.map(({ name }) => name)),
  flags: [...flags, ...globalFlags].map(({ name }) => `--${name}`)
})

/** What was given and what is known of its kind, in words. */
const mistake = (error: CliError.NonShowHelpErrors, { commands, flags }: Known): string => {
  switch (error._tag) {
    case "UnknownSubcommand": {
      const known = nearest(error.subcommand, commands)
      return `There is no command ${JSON.stringify(error.subcommand)}. Did you mean "${known[0]}"? Commands, nearest first: ${known.join(", ")}.`
    }
    case "UnrecognizedOption": {
      const known = nearest(error.option, flags)
      return `There is no flag ${error.option}. Did you mean ${known[0]}? Flags, nearest first: ${known.join(", ")}.`
    }
    case "MissingArgument":
      return `The argument ${error.argument.toUpperCase()} is missing.`
    default:
      return error.message.endsWith(".") ? error.message : `${error.message}.`
  }
}

/** Shows the help on the data's stream, and what is wrong with a call on the errors'. */
export const layerPresenter: Layer.Layer<never, never, Screen> = Layer.effect(
  CliOutput.Presenter,
  Effect.map(Screen, ({ out, err }) => {
    const invalid = ({
      commandPath,
      helpDoc,
      errors
    }: CliOutput.Presenter.InvalidInvocation): ReadonlyArray<string> => {
      const known = knownOf(helpDoc)
      const message = [...new Set(errors.map((error) => mistake(error, known))), `See: ${commandPath.join(" ")} --help`]
      const { title, message: text } = usageProblem(message)
      return errorBlock({ title, message: maskAccountIds(text) }, err)
    }
    return {
      present: (event) => {
        switch (event._tag) {
          case "Help":
            return out.lines(helpLines(event.helpDoc, out))
          case "Version":
            return out.lines([`${event.name} ${event.version}`])
          case "InvalidInvocation":
            return err.lines(invalid(event))
        }
      }
    }
  })
)
