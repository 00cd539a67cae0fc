import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Path from "effect/Path"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { makeCredentials } from "../../domain/aws/Credentials.ts"
import { describeUnwritable } from "../../platform/DescribeUnwritable.ts"
import { writeNew } from "../../platform/WholeFile.ts"
import { make, SnapshotStore } from "../../services/SnapshotStore.ts"
import { readHandoverFile } from "../files/HandoverFile.ts"
import { makeHandoverFolder } from "../files/HandoverFolder.ts"
import { removeAtExit } from "../files/RemoveAtExit.ts"
import {
  handoverEnvironment,
  handoverVariables,
  readVariables,
  unusable,
  withConfigOfLayer
} from "../HandoverVariables.ts"
import {
  handoverOrigin,
  renewHandover,
  type Snapshot,
  snapshotExpiry,
  snapshotOf,
  snapshotUnreadable
} from "../Snapshot.ts"

const absent = Schema.optionalKey(Schema.NullOr(Schema.String))

/**
 * The fields of the Python original's snapshot. Source: boto_session_manager, `BotoSesManager.to_snapshot`; what it
 * takes for absent (no field, `null`, an empty text) is `from_snapshot`'s. Keys that are empty are none: the original
 * would take the ambient ones in their place.
 */
const Plain = Schema.fromJsonString(
  Schema.Struct({
    region_name: absent,
    aws_access_key_id: Schema.NonEmptyString,
    aws_secret_access_key: Schema.NonEmptyString,
    aws_session_token: absent
  })
)

const decodePlain = Schema.decodeUnknownResult(Plain)

const origin = handoverOrigin("plain file")

const encodePlain = ({ credentials, region }: Snapshot): string =>
  JSON.stringify({
    region_name: region ?? null,
    aws_access_key_id: credentials.accessKeyId,
    aws_secret_access_key: Redacted.value(credentials.secretAccessKey),
    ...(credentials.sessionToken === undefined ? {} : { aws_session_token: Redacted.value(credentials.sessionToken) })
  } satisfies (typeof Plain)["Type"])

const readPlain = Effect.fn("SnapshotStore.readPlainFile")(
  function* (path: string) {
    const decoded = decodePlain(new TextDecoder().decode(yield* readHandoverFile(path)))
    if (Result.isFailure(decoded)) return yield* Effect.fail(`${path} is no snapshot`)
    const { region_name, aws_access_key_id, aws_secret_access_key, aws_session_token } = decoded.success
    return {
      credentials: makeCredentials({
        accessKeyId: aws_access_key_id,
        secretAccessKey: aws_secret_access_key,
        sessionToken: aws_session_token || undefined
      }),
      origin,
      region: region_name || undefined,
      renew: renewHandover
    }
  },
  Effect.mapError(snapshotUnreadable(origin))
)

/** Where the plain snapshot file is made. */
export interface PlainFileOptions {
  /**
   * Where the file goes; the original's own place is `.bsm-snapshot.json` in the home folder. It must not be there yet:
   * another job's is never overwritten. Default: a folder of its own for each hand-over, which the child finds in
   * `BOTO_SES_PLAIN_SNAPSHOT_FILE`.
   */
  readonly path?: string
}

/**
 * Hands devops over in the format of the Python original, for children that read it with
 * `BotoSesManager.from_snapshot_file`.
 *
 * **Gotchas**: the keys are in the file in clear. It is this user's alone (0600) and removed with its scope, but a kill
 * leaves it readable; so each hand-over logs a warning. Its format knows no expiry.
 */
export const layerPlainFile = (
  options: PlainFileOptions = {}
): Layer.Layer<SnapshotStore, never, FileSystem.FileSystem | Path.Path> =>
  Layer.effect(SnapshotStore)(
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const path = yield* Path.Path
      const withConfig = yield* withConfigOfLayer
      const files = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
        withConfig(
          effect.pipe(Effect.provideService(FileSystem.FileSystem, fs), Effect.provideService(Path.Path, path))
        )

      const fileFor = Effect.fnUntraced(function* (snapshot: Snapshot) {
        if (options.path !== undefined) return path.resolve(options.path)
        const expiresAt = snapshotExpiry(snapshot.credentials, yield* Clock.currentTimeMillis)
        return path.join(yield* makeHandoverFolder(expiresAt), "bsm-snapshot.json")
      })

      const write = (file: string, snapshot: Snapshot) =>
        writeNew(file, encodePlain(snapshot), 0o600).pipe(
          Effect.mapError((error) =>
            error.reason._tag === "AlreadyExists"
              ? unusable(
                  `${file} is there already: another job's, or left by one that was killed. Remove it if no job needs it, or give layerPlainFile another path.`,
                  error
                )
              : unusable(`the plain snapshot cannot be written: ${describeUnwritable(error)}`, error)
          ),
          Effect.map(() => removeAtExit(file))
        )

      const share: SnapshotStore["share"] = Effect.fn("SnapshotStore.sharePlainFile")(function* (session) {
        const snapshot = yield* snapshotOf(session, "plain file")
        const file = yield* fileFor(snapshot)
        yield* Effect.acquireRelease(write(file, snapshot), (forget) =>
          Effect.andThen(Effect.ignore(fs.remove(file, { force: true })), Effect.sync(forget))
        )
        yield* Effect.logWarning(`The keys of devops are in clear in ${file} until the hand-over ends`)
        return handoverEnvironment({ [handoverVariables.plainFile]: file })
      }, files)

      const load = Effect.map(readVariables([handoverVariables.plainFile]), (env) => {
        const file = env[handoverVariables.plainFile]
        return file === undefined ? Option.none() : Option.some({ origin, read: files(readPlain(file)) })
      })

      return make({ share, load: files(load) })
    })
  )
