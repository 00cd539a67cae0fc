import * as Argument from "effect/cli/Argument"

const about = "devops, app, or the name of a workload's env"

/** A target that has to be named. */
export const target: Argument.Argument<string> = Argument.String("target").pipe(Argument.withDescription(about))

/** A target that is the application's where none is named. */
export const targetOrApp: Argument.Argument<string> = Argument.String("target").pipe(
  Argument.withDescription(`${about} (default: app)`),
  Argument.withDefault("app")
)
