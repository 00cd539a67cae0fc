import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { type SsoSignIn, signInArguments, signInCommand } from "../domain/aws/SsoSignIn.ts"
import { BotoSesError } from "../domain/errors/BotoSesError.ts"
import { oneLine } from "../domain/text/OneLine.ts"
import { askWithin, inTurn, Person } from "../platform/Person.ts"
import { runAtTerminal } from "../platform/RunAtTerminal.ts"
import { awsCliVersion, isVersion1 } from "./AwsCli.ts"
import { CliProblem } from "./CliProblem.ts"
import { ThisProcess } from "./ThisProcess.ts"
import { Screen } from "./terminal/Screen.ts"

/** Minutes that a person is given: AWS's own page of a sign-in is good for ten. */
const limit = 10

/** The sign-in that a session was not given for, where that is why. */
export const missingSignIn = ({ reason }: BotoSesError): SsoSignIn | undefined =>
  reason._tag === "SsoNotSignedIn" || reason._tag === "SsoExpired" ? reason : undefined

/** What tells one sign-in from another, whatever profile needs it. */
export const signInKey = ({ profile, session }: SsoSignIn): string =>
  session === undefined ? `profile ${profile}` : `sso-session ${session}`

const failed = (signIn: SsoSignIn, found: string, next = "Run it by itself, which shows why."): CliProblem =>
  new CliProblem({
    title: "SignInFailed",
    found: `${signInCommand(signIn)} ${found}`,
    next,
    exitCode: 5
  })

/** Lets the AWS CLI sign in, which shows a page in a browser, or what to open where. */
const signInNow: (signIn: SsoSignIn) => Effect.Effect<void, CliProblem, ThisProcess | Screen> = Effect.fnUntraced(
  function* (signIn) {
    const { env } = yield* ThisProcess
    const { err } = yield* Screen
    yield* err.lines([err.paint("dim", `Running: ${oneLine(signInCommand(signIn))}`)])
    const run = yield* Effect.timeoutOption(runAtTerminal("aws", signInArguments(signIn), env), Duration.minutes(limit))
    if (Option.isNone(run)) return yield* failed(signIn, `did not end within ${limit} minutes, and was ended.`)
    const { value } = run
    if (value._tag === "NotStarted") {
      return yield* new CliProblem({
        title: "AwsCliMissing",
        found:
          value.code === "ENOENT"
            ? "The AWS CLI, which makes the sign-in, is not in PATH (aws)."
            : `The AWS CLI, which makes the sign-in, cannot be started (${value.code}).`,
        next: `Install its version 2, then run: ${signInCommand(signIn)}`,
        exitCode: 5
      })
    }
    if (value.exitCode !== 0) {
      const end = `ended with ${value.exitCode === null ? value.signal : `exit code ${value.exitCode}`}`
      const version = yield* awsCliVersion
      return yield* isVersion1(version)
        ? failed(
            signIn,
            `${end}: it takes version 2 of the AWS CLI, and the one in PATH is ${version}.`,
            "Install version 2, or put it first in PATH, then run it again."
          )
        : failed(signIn, `${end}.`)
    }
  }
)

/** Makes a sign-in, after those that are under way. */
export const signInWith = (signIn: SsoSignIn): Effect.Effect<void, CliProblem, ThisProcess | Screen> =>
  inTurn(signInNow(signIn))

/** Whether the person wants the sign-in made; nobody is asked but at a terminal that shows what is asked. */
const wanted: (error: BotoSesError, signIn: SsoSignIn) => Effect.Effect<boolean, never, ThisProcess> =
  Effect.fnUntraced(function* (error, signIn) {
    const { isTerminal } = yield* ThisProcess
    if (!isTerminal.stdin || !isTerminal.stderr) return false
    const text = `${error.reason.told.found} Run ${oneLine(signInCommand(signIn))} now? [Y/n] `
    const answer = yield* inTurn(askWithin(yield* Person, { text, isHidden: false }))
    return answer._tag === "Line" && /^(?:y(?:es)?)?$/i.test(answer.line.trim())
  })

/**
 * Work that needs sessions: where one is not given since nobody is signed in to IAM Identity Center, the sign-in is made
 * (with `login`, or where a person at the terminal says so), once each, and the work begun again.
 */
export const withSignIn = <A, E, R>(
  login: boolean,
  work: Effect.Effect<A, E | BotoSesError, R>
): Effect.Effect<A, E | BotoSesError | CliProblem, R | ThisProcess | Screen> => {
  const attempt = (
    made: ReadonlyArray<string>
  ): Effect.Effect<A, E | BotoSesError | CliProblem, R | ThisProcess | Screen> =>
    Effect.catch(
      work,
      Effect.fnUntraced(function* (error) {
        const signIn = error instanceof BotoSesError ? missingSignIn(error) : undefined
        if (signIn === undefined || !(error instanceof BotoSesError)) return yield* Effect.fail(error)
        const key = signInKey(signIn)
        if (made.includes(key) || !(login || (yield* wanted(error, signIn)))) return yield* Effect.fail(error)
        yield* signInWith(signIn)
        return yield* attempt([...made, key])
      })
    )
  return attempt([])
}
