import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Credentials } from "../../domain/aws/Credentials.ts"
import type { SourceUnusable } from "../../services/CredentialSource.ts"
import { processCredentials } from "./ProcessCredentials.ts"
import type { ProfileFiles } from "./ProfileFiles.ts"

/** A profile's `credential_process`, as its files have it. */
export interface ProcessRun {
  readonly files: ProfileFiles
  readonly profile: string
  readonly command: string
}

const TypeId = "~effect-boto-ses/aws/ProcessRuns"

/** The runs of each `credential_process`: one may ask a person, so nobody starts a second where the first one serves. */
export interface ProcessRuns {
  readonly [TypeId]: typeof TypeId
  /** What a run gives that is under way, or a new one. */
  readonly fresh: (run: ProcessRun) => Effect.Effect<Credentials, SourceUnusable>
  /** What the last run gave, for as long as it lives: for the roles that are assumed with it. */
  readonly shared: (run: ProcessRun) => Effect.Effect<Credentials, SourceUnusable>
  /** Forgets what AWS refused before its time; whether another run may give better, as one so soon would not. */
  readonly forget: (run: ProcessRun) => Effect.Effect<boolean>
}

/** The tag of the runs of each `credential_process`. */
export const ProcessRuns: Context.Service<ProcessRuns, ProcessRuns> = Context.Service<ProcessRuns>(
  "effect-boto-ses/aws/ProcessRuns"
)

/** Milliseconds before their end at which credentials sign no more requests: these must still arrive. */
const margin = 60_000

/** Milliseconds after a run within which another one gives no other credentials. */
const soon = 60_000

interface Process {
  isUnderWay: boolean
  /** When the last run ended. */
  endedAt: number
  readonly get: Effect.Effect<Credentials, SourceUnusable>
  readonly forget: Effect.Effect<void>
}

export const layerProcessRuns: Layer.Layer<ProcessRuns> = Layer.effect(
  ProcessRuns,
  Effect.gen(function* () {
    const clock = yield* Clock.Clock
    const processes = new Map<string, Process>()

    const makeProcess = Effect.fnUntraced(function* ({ files, profile, command }: ProcessRun) {
      const run = Effect.suspend(() => {
        made.isUnderWay = true
        return processCredentials(files, profile, command)
      }).pipe(
        Effect.ensuring(
          Effect.sync(() => {
            made.isUnderWay = false
            made.endedAt = clock.currentTimeMillisUnsafe()
          })
        )
      )
      const [get, forget] = yield* Effect.cachedInvalidateWithTTL(run, (exit) =>
        exit._tag === "Success"
          ? Math.max(0, (exit.value.expiresAt ?? Infinity) - margin - clock.currentTimeMillisUnsafe())
          : 0
      )
      const made: Process = { isUnderWay: false, endedAt: 0, get, forget }
      return made
    })

    const processOf = (run: ProcessRun): Effect.Effect<Process> =>
      Effect.suspend(() => {
        const { files, profile, command } = run
        const key = JSON.stringify([files.configPath, files.credentialsPath, profile, command])
        const known = processes.get(key)
        if (known !== undefined) return Effect.succeed(known)
        return Effect.map(makeProcess(run), (made) => {
          const first = processes.get(key) ?? made
          processes.set(key, first)
          return first
        })
      })

    return {
      [TypeId]: TypeId,
      fresh: (run) =>
        Effect.flatMap(processOf(run), ({ isUnderWay, get, forget }) =>
          isUnderWay ? get : Effect.andThen(forget, get)
        ),
      shared: (run) => Effect.flatMap(processOf(run), ({ get }) => get),
      forget: (run) =>
        Effect.flatMap(processOf(run), ({ endedAt, forget }) =>
          Effect.as(forget, clock.currentTimeMillisUnsafe() - endedAt > soon)
        )
    }
  })
)
