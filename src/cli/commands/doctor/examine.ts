import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import type { Entries } from "../../../domain/config/Entry.ts"
import { BotoSesFactory } from "../../../factory/BotoSesFactory.ts"
import { nodeServices } from "../../../live/NodeServices.ts"
import { layerCredentialSource } from "../../../live/Ports.ts"
import { variable } from "../../../services/config/Variables.ts"
import { layerRegionVariables } from "../../CommandContext.ts"
import { type Globals, Region } from "../../Globals.ts"
import type { ThisProcess } from "../../ThisProcess.ts"
import type { Screen } from "../../terminal/Screen.ts"
import { awsCliVersion } from "./awsCli.ts"
import { clockOffset } from "./clock.ts"
import { looksManaged } from "./cloud9.ts"
import type { Findings } from "./findings.ts"
import { snapshotFolder } from "./folder.ts"
import { foresee, type Look, see } from "./look.ts"
import { doctorPlace } from "./place.ts"
import { makeProgress } from "./progress.ts"
import { makeSettle, type Settle } from "./settle.ts"

/** As long as STS is asked again after failures, and a little more. */
const defaultLimit: Duration.Input = "25 seconds"

/** Some region of the place; which one does not matter to a clock. */
const anyRegion = Effect.fnUntraced(function* (entries: Entries | undefined) {
  const ofEntries =
    entries === undefined
      ? []
      : [
          entries.stsRegion,
          entries.region,
          ...[entries.devops, ...Object.values(entries.workloads)].map((e) => e.region)
        ]
  const configured = ofEntries.find((region) => region !== undefined)
  return configured ?? (yield* variable("AWS_REGION")) ?? (yield* variable("AWS_DEFAULT_REGION"))
})

const lookAt = Effect.fnUntraced(function* (
  settle: Settle,
  factory: BotoSesFactory,
  target: string
): Effect.fn.Return<Look, never, Globals> {
  const ask = Effect.provideService(BotoSesFactory, factory)
  const foreseen = yield* Effect.result(ask(foresee(target)))
  const found = yield* settle(target, ask(see(target)))
  return { target, foreseen: Result.getOrUndefined(foreseen), found }
})

/**
 * Finds out everything at the same time, each part within the limit of time. Changes nothing; asks STS who each target
 * is, and for its role where it has one.
 */
export const examine: (limit?: Duration.Input) => Effect.Effect<Findings, never, Globals | ThisProcess | Screen> =
  Effect.fnUntraced(function* (limit = defaultLimit) {
    const progress = yield* makeProgress
    const settle = makeSettle(progress, limit)

    const found = Effect.gen(function* () {
      const { runtime, config, factory } = yield* doctorPlace(settle)
      const made = factory === undefined || Result.isFailure(factory) ? undefined : factory.success
      const targets = made === undefined ? [] : ["devops", ...made.envNames, "app"]
      const entries = Result.isSuccess(config) ? config.success.entries : undefined
      const onCloud9 = Result.isSuccess(runtime) && runtime.success.name === "aws_cloud9"
      const all = yield* Effect.all(
        {
          looks: Effect.forEach(
            targets,
            (target) => (made === undefined ? Effect.never : lookAt(settle, made, target)),
            {
              concurrency: "unbounded"
            }
          ),
          clock: settle("clock", Effect.flatMap(anyRegion(entries), clockOffset)),
          managed: onCloud9
            ? settle("Cloud9 credentials", Effect.provide(looksManaged, layerCredentialSource))
            : Effect.undefined,
          folder: settle("snapshot folder", Effect.provide(snapshotFolder, nodeServices)),
          awsCli: settle("AWS CLI", awsCliVersion)
        },
        { concurrency: "unbounded" }
      )
      return {
        ...all,
        managed: all.managed === undefined ? undefined : Result.getOrElse(all.managed, () => false),
        runtime,
        config,
        factoryFailure: factory !== undefined && Result.isFailure(factory) ? factory.failure : undefined
      }
    }).pipe(Effect.scoped, Effect.ensuring(progress.clear))

    const region = yield* Region
    return yield* Effect.provide(found, region === undefined ? Layer.empty : layerRegionVariables(region))
  })
