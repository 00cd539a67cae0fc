import * as NodeFileSystem from "@effect/platform-node-shared/NodeFileSystem"
import * as NodePath from "@effect/platform-node-shared/NodePath"
import { assert } from "@effect/vitest"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Path from "effect/Path"
import type * as Scope from "effect/Scope"
import type { BotoSesError } from "../../../src/domain/errors/BotoSesError.ts"
import type { Reason } from "../../../src/domain/errors/Reason.ts"
import type * as Ownership from "../../../src/platform/Ownership.ts"
import { EnvConfig } from "../../../src/services/EnvConfig.ts"
import { RolePolicy } from "../../../src/services/RolePolicy.ts"
import { ProgramUser } from "../../../src/services/reading/FileTrust.ts"

export type Variables = { readonly [name: string]: string }

/** What the file system says of a path, in place of the truth. */
export interface Claims {
  readonly [path: string]: Partial<FileSystem.File.Info>
}

export interface Place {
  readonly env?: Variables
  /** The working folder. */
  readonly working?: string
  /** In place of the platform's own resolution of paths. */
  readonly resolve?: Path.Path["resolve"]
  readonly claims?: Claims
  readonly user?: Ownership.ProgramUser
}

const claiming = (claims: Claims): Layer.Layer<FileSystem.FileSystem> =>
  Layer.effect(
    FileSystem.FileSystem,
    Effect.map(FileSystem.FileSystem, (fs) => ({
      ...fs,
      stat: (path) => Effect.map(fs.stat(path), (info) => ({ ...info, ...claims[path] })),
      lstat: (path) => Effect.map(fs.lstat(path), (info) => ({ ...info, ...claims[path] })),
      open: (path, options) =>
        Effect.map(fs.open(path, options), (file) =>
          Object.create(file, { stat: { value: Effect.map(file.stat, (info) => ({ ...info, ...claims[path] })) } })
        )
    }))
  ).pipe(Layer.provide(NodeFileSystem.layer))

const paths = ({ working, resolve }: Place): Layer.Layer<Path.Path> =>
  Layer.effect(
    Path.Path,
    Effect.map(Path.Path, (path) => ({
      ...path,
      resolve:
        resolve ?? ((...parts) => (working === undefined ? path.resolve(...parts) : path.resolve(working, ...parts)))
    }))
  ).pipe(Layer.provide(NodePath.layer))

const surroundings = (place: Place) => {
  const { env = {}, claims = {}, user } = place
  return Layer.mergeAll(
    claiming(claims),
    paths(place),
    ConfigProvider.layer(ConfigProvider.fromEnv({ env })),
    user === undefined ? Layer.empty : Layer.succeed(ProgramUser, user)
  )
}

type Files = FileSystem.FileSystem | Path.Path

export const configOf = (
  layer: Layer.Layer<EnvConfig, BotoSesError, Files>,
  place: Place = {}
): Effect.Effect<EnvConfig, BotoSesError> => EnvConfig.pipe(Effect.provide(layer), Effect.provide(surroundings(place)))

export const policyOf = (
  layer: Layer.Layer<RolePolicy, BotoSesError, Files>,
  place: Place = {}
): Effect.Effect<RolePolicy, BotoSesError> =>
  RolePolicy.pipe(Effect.provide(layer), Effect.provide(surroundings(place)))

/** A folder that is removed with the scope, its links resolved, with these files in it. */
export const folderWith = (files: {
  readonly [name: string]: string
}): Effect.Effect<string, never, FileSystem.FileSystem | Path.Path | Scope.Scope> =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    const folder = yield* fs.realPath(yield* fs.makeTempDirectoryScoped({ prefix: "boto-ses-config-" }))
    for (const [name, text] of Object.entries(files)) {
      const file = path.join(folder, name)
      yield* fs.makeDirectory(path.dirname(file), { recursive: true, mode: 0o755 })
      yield* fs.writeFileString(file, text)
      yield* fs.chmod(file, 0o644)
    }
    return folder
  }).pipe(Effect.orDie)

export const platform: Layer.Layer<FileSystem.FileSystem | Path.Path> = Layer.merge(
  NodeFileSystem.layer,
  NodePath.layer
)

export const uid = (id: number): Partial<FileSystem.File.Info> => ({ uid: Option.some(id) })

/** That an error is of this reason, and says what it must, and nothing that an error may never say. */
export const assertSays = (error: BotoSesError, reason: Reason["_tag"], says: ReadonlyArray<string>): void => {
  assert.strictEqual(error.reason._tag, reason)
  for (const text of says) assert.include(error.message, text)
  assertFit(error)
}

export const aSecret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"

/** No stack trace, no secret, no sign of a value printed by accident. */
export const assertFit = (error: BotoSesError): void => {
  const { message } = error
  assert.notMatch(message, /\bundefined\b|\[object |\bNaN\b|\n\s+at |node_modules|\.\.$|\.\.\n/)
  assert.notInclude(message, aSecret)
  assert.notMatch(message, /AKIA[A-Z0-9]{12}/)
  assert.isAbove(message.length, 30)
  assert.isBelow(message.length, 6000)
}
