import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import type { SsoSignIn } from "../../../domain/aws/SsoSignIn.ts"
import { envNames } from "../../../domain/config/Entry.ts"
import type { Performable, Refuse } from "../../../domain/plan/Plan.ts"
import { nodeServices } from "../../../live/NodeServices.ts"
import { Person } from "../../../platform/Person.ts"
import { IdentityToken } from "../../../services/IdentityToken.ts"
import type { Runtime } from "../../../services/Runtime.ts"
import { awsCliVersion } from "../../AwsCli.ts"
import { layerRegionVariables } from "../../CommandContext.ts"
import { type Globals, Region } from "../../Globals.ts"
import type { ThisProcess } from "../../ThisProcess.ts"
import type { Screen } from "../../terminal/Screen.ts"
import { awsCliRow } from "./awsCli.ts"
import { awsSettingRows, signInProfiles } from "./awsSettings.ts"
import { clockRow } from "./clock.ts"
import { cloud9Row, looksManaged } from "./cloud9.ts"
import { type FactoryParts, factoryParts } from "./factoryParts.ts"
import { guardedCheck } from "./guardedCheck.ts"
import { identityTokenRow, tokenRoleOf } from "./identityToken.ts"
import { makePersonTime } from "./personTime.ts"
import { makeProgress } from "./progress.ts"
import { type Failure, failed, notHere, ok, reportOf, waiting } from "./row.ts"
import type { PlaceName, PlaceRow, Report } from "./schema.ts"
import { snapshotsRow } from "./snapshotFolder.ts"
import { askTarget, assumedRole, missingIn, placeFailure, type TargetResult, targetRows } from "./targets.ts"

export interface ExamineOptions {
  /** Whether account ids are told in full. */
  readonly unmasked: boolean
  /** The time of each check. Default: as long as STS is asked again after failures, and a little more. */
  readonly limit?: Duration.Input
}

/** What was found. */
export interface Examined {
  readonly report: Report
  /** The sign-ins that are missing, each once. */
  readonly signIns: ReadonlyArray<SsoSignIn>
}

const runtimeText = ({ name, evidence, alsoMatched }: Runtime): string => {
  const also = alsoMatched.map((match) => `${match.name}: ${match.evidence}`).join("; ")
  return `${name}: ${evidence}${also === "" ? "" : ` (less likely ${also})`}`
}

/** The region of the sessions; each with its targets where there are several. None where there is no session. */
const regionText = (results: ReadonlyArray<TargetResult>): string | undefined => {
  const all = results.flatMap(({ target, outcome }) =>
    Result.isSuccess(outcome) ? [{ target, region: outcome.success.session.region }] : []
  )
  // The app's session is that of an env, where one of these is given.
  const own = all.filter(({ target }) => target !== "app")
  const regions = Map.groupBy(own.length === 0 ? all : own, ({ region }) => region)
  return regions.size > 1
    ? Array.from(regions, ([region, of]) => `${region} (${of.map(({ target }) => target).join(", ")})`).join(", ")
    : all[0]?.region
}

/** What the factory is made of, as rows; a failure that every target would tell alike is told here. */
const partRows = (
  { runtime, config, factory }: FactoryParts,
  results: ReadonlyArray<TargetResult>
): ReadonlyArray<PlaceRow> => {
  const row = (name: PlaceName, found: Result.Result<PlaceRow, Failure>): PlaceRow => {
    const failure = Result.isFailure(found) ? found.failure : placeFailure(results, name)
    return failure === undefined ? Result.getOrThrow(found) : failed(name, failure)
  }
  const region = regionText(results)
  const configured = Result.isSuccess(runtime) && Result.isSuccess(config) ? Result.andThen(factory, config) : config
  return [
    row(
      "runtime",
      Result.map(runtime, (found) => ok("runtime", runtimeText(found)))
    ),
    row(
      "config",
      Result.map(configured, ({ sources }) => ok("config", sources.join("; ")))
    ),
    row("region", Result.succeed(region === undefined ? waiting("region", "a session") : ok("region", region)))
  ]
}

const defaultLimit: Duration.Input = "25 seconds"

/**
 * Finds out everything at the same time, each part within the limit of time. Changes nothing; asks STS who each target
 * is, and for its role where it has one.
 */
export const examine: (options: ExamineOptions) => Effect.Effect<Examined, never, Globals | ThisProcess | Screen> =
  Effect.fnUntraced(function* ({ unmasked, limit = defaultLimit }) {
    const progress = yield* makeProgress
    const personTime = yield* makePersonTime
    const check = guardedCheck(progress, limit, unmasked, personTime.spent)
    const { ask } = yield* Person
    const person: Person = { ask: (question) => progress.aside(personTime.during(ask(question))) }
    const checkRow = <E, R>(name: PlaceName, row: Effect.Effect<PlaceRow, E, R>): Effect.Effect<PlaceRow, never, R> =>
      Effect.map(
        check(name, row),
        Result.getOrElse((failure) => failed(name, failure))
      )

    const examined = Effect.gen(function* () {
      const parts = yield* factoryParts(check)
      const { runtime, config, factory } = parts
      const entries = Result.isSuccess(config) ? config.success.entries : undefined
      const targets = ["devops", ...(entries === undefined ? [] : envNames(entries)), "app"]
      const role = tokenRoleOf(entries, Result.getOrUndefined(runtime))
      const port = Result.getOrUndefined(parts.identityToken)
      const onCloud9 = Result.isSuccess(runtime) && runtime.success.name === "aws_cloud9"
      const found = yield* Effect.all(
        {
          results: Result.isFailure(factory)
            ? Effect.succeed([])
            : Effect.forEach(targets, (target) => askTarget(check, factory.success, target), {
                concurrency: "unbounded"
              }),
          clock: checkRow("clock", clockRow(entries)),
          token:
            entries === undefined || role === undefined || port === undefined
              ? Effect.succeed(undefined)
              : checkRow("token", Effect.provideService(identityTokenRow(entries, role), IdentityToken, port)),
          looksManaged: onCloud9
            ? check("cloud9", Effect.provide(looksManaged, nodeServices))
            : Effect.succeed(Result.succeed(false)),
          snapshots: checkRow("snapshots", Effect.provide(snapshotsRow, nodeServices)),
          settings: check("aws-files", Effect.provide(awsSettingRows, nodeServices)),
          bySignIn: check("aws-files", Effect.provide(signInProfiles, nodeServices)),
          version: check("aws-cli", awsCliVersion)
        },
        { concurrency: "unbounded" }
      )
      const { results, clock, snapshots } = found
      const bySignIn = Result.getOrElse(found.bySignIn, (): ReadonlySet<string> => new Set())
      const isBySignIn = (plan: Performable | Refuse) => plan._tag === "UseProfile" && bySignIn.has(plan.profile)
      const managed = Result.getOrElse(found.looksManaged, () => false) && !results.some(assumedRole)
      const rows = Result.isFailure(factory)
        ? targets.map((target) => waiting(target, Result.isFailure(runtime) ? "runtime" : "config"))
        : targetRows({ results, managed, tokenFailed: found.token?.status === "failed", unmasked })
      const signIns = Array.from(missingIn(results).values(), ({ signIn }) => signIn)
      const place = [
        ...partRows(parts, results),
        clock,
        ...(found.token === undefined ? [] : [found.token]),
        ...(onCloud9 ? [Result.isFailure(factory) ? waiting("cloud9", "config") : cloud9Row(managed)] : []),
        rows[0]?.status === "notHere" ? notHere("snapshots", "no devops, so that none is handed over") : snapshots,
        ...Result.getOrElse(found.settings, () => []),
        awsCliRow(
          Result.getOrUndefined(found.version),
          signIns.length > 0 || results.some(({ cases }) => cases.some(isBySignIn))
        )
      ]
      return { report: reportOf(place, rows), signIns }
    }).pipe(Effect.scoped, Effect.provideService(Person, person), Effect.ensuring(progress.clear))

    const region = yield* Region
    return yield* Effect.provide(examined, region === undefined ? Layer.empty : layerRegionVariables(region))
  })
