import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as Path from "effect/Path"
import type * as PlatformError from "effect/PlatformError"
import type { BotoSesError } from "../../../domain/errors/BotoSesError.ts"
import { nodeServices } from "../../../live/NodeServices.ts"
import * as LocalAws from "../../../testing/LocalAws.ts"
import { Screen } from "../../terminal/Screen.ts"
import { demoLines, type Visit } from "./demoLines.ts"
import { type DemoPlace, demoPlaces } from "./demoPlaces.ts"
import { program } from "./program.ts"
import { world } from "./world.ts"

/** Runs the program in a place: its variables and files, and of this machine nothing else. */
const visit = Effect.fnUntraced(function* (place: DemoPlace, folder: string) {
  const aws = yield* LocalAws.LocalAws
  const home = (yield* Path.Path).join(folder, place.name)
  yield* (yield* FileSystem.FileSystem).makeDirectory(home)
  const { variables, tokens } = yield* place.environment(aws, home)
  const env = {
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_EC2_METADATA_SERVICE_ENDPOINT: aws.endpoint,
    ...variables
  }
  const environment = ConfigProvider.layer(ConfigProvider.fromEnv({ env }))
  const answers = yield* Effect.provide(program, Layer.provide(place.layer, environment))
  if (tokens === undefined) return { place, answers }
  return { place, answers, job: { tokens: yield* tokens, exchanges: yield* aws.count("AssumeRoleWithWebIdentity") } }
})

/** What the program is given in each place, on a local AWS that ends with it. */
export const visits: Effect.Effect<
  ReadonlyArray<Visit>,
  BotoSesError | LocalAws.LocalAwsError | PlatformError.PlatformError
> = Effect.gen(function* () {
  const folder = yield* (yield* FileSystem.FileSystem).makeTempDirectoryScoped({ prefix: "boto-ses-demo-" })
  return yield* Effect.forEach(demoPlaces, (place) => visit(place, folder))
}).pipe(Effect.scoped, Effect.provide(LocalAws.layer(world)), Effect.provide(nodeServices))

/** The demo: one program under the layers of four places, as a table for a person. It never leaves this machine. */
export const demo: Effect.Effect<void, BotoSesError | LocalAws.LocalAwsError | PlatformError.PlatformError, Screen> =
  Effect.gen(function* () {
    const { out } = yield* Screen
    yield* out.lines(demoLines(yield* visits, out))
  })
