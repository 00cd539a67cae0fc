/** Arguments and flags that several commands take. */
import * as Argument from "effect/cli/Argument"
import * as Flag from "effect/cli/Flag"

const about = "devops, app, or the name of a workload's env"

/** A target that has to be named. */
export const target: Argument.Argument<string> = Argument.String("target").pipe(Argument.withDescription(about))

/** A target that is the application's where none is named. */
export const targetOrApp: Argument.Argument<string> = Argument.String("target").pipe(
  Argument.withDescription(`${about} (default: app)`),
  Argument.withDefault("app")
)

/** A flag that is off where it is not given. */
export const flagOff = (name: string, description: string): Flag.Flag<boolean> =>
  Flag.Boolean(name).pipe(Flag.withoutNegation, Flag.withDescription(description), Flag.withDefault(false))

export const login: Flag.Flag<boolean> = flagOff(
  "login",
  "Sign in to IAM Identity Center by the AWS CLI where nobody is signed in"
)
