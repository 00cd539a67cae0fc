import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import {
  type AppSession,
  BotoSesFactory,
  type DevopsSession,
  EnvConfig,
  type EnvSession,
  type Reason
} from "../../mod.ts"
import { same } from "./same.ts"

class Aws extends BotoSesFactory.Service<Aws>()("types/Aws", {
  devops: {},
  workloads: { sbx: {}, prd: {} },
  defaultAppEnv: "sbx"
}) {}

class Other extends BotoSesFactory.Service<Other>()("types/Other", { devops: {}, workloads: { tst: {} } }) {}

const deploy = (_session: DevopsSession): void => undefined
const serve = (_session: AppSession): void => undefined

export const program = Effect.gen(function* () {
  const devops = yield* Aws.devops
  const alsoDevops = yield* Aws.env("devops")
  const prd = yield* Aws.env("prd")
  const app = yield* Aws.app
  same<typeof devops, DevopsSession>(true)
  same<typeof alsoDevops, DevopsSession>(true)
  same<typeof prd, EnvSession<"prd">>(true)
  same<typeof app.env, "sbx" | "prd" | undefined>(true)

  // @ts-expect-error a mistyped env
  yield* Aws.env("prdd")
  // @ts-expect-error an env of the other factory
  yield* Aws.env("tst")
  // @ts-expect-error a session for deployment where an application's is asked
  serve(devops)
  // @ts-expect-error an application's session where one for deployment is asked
  deploy(app)
  // @ts-expect-error a workload's session is not devops
  deploy(prd)
  deploy(devops)
  serve(app)
})

export const needs: Effect.Effect<void, unknown, Aws> = Effect.asVoid(program)
// @ts-expect-error one factory's layer does not serve the other
export const unserved: Effect.Effect<void, unknown> = Effect.provide(program, Other.layer)
export const served: Effect.Effect<void, unknown> = Effect.provide(program, Aws.layer)

BotoSesFactory.Service<unknown>()("types/Bad", {
  devops: {},
  workloads: { sbx: {} },
  // @ts-expect-error devops is no app env
  defaultAppEnv: "devops"
})

/** What the program itself says of the current env: a name of its own, or a `Config` that reads one. */
export const current = [
  BotoSesFactory.Service<unknown>()("types/Current", { devops: {}, workloads: { sbx: {} }, currentEnv: "sbx" }),
  BotoSesFactory.Service<unknown>()("types/Current", { devops: {}, workloads: { sbx: {} }, currentEnv: "devops" }),
  BotoSesFactory.Service<unknown>()("types/Current", {
    devops: {},
    workloads: { sbx: {} },
    currentEnv: Config.option(Config.String("STAGE"))
  })
]
same<(typeof current)[0]["envNames"], ReadonlyArray<"sbx">>(true)

BotoSesFactory.Service<unknown>()("types/Bad", {
  devops: {},
  workloads: { sbx: {} },
  // @ts-expect-error no workload of the class
  currentEnv: "prd"
})

/** The options of a class make its configuration, whatever they hold. */
export const configs = [
  EnvConfig.layer(Aws.options),
  EnvConfig.layer({ ...Aws.options, region: "eu-west-1", currentEnv: "prd" }),
  // @ts-expect-error a misspelt field
  EnvConfig.layer({ ...Aws.options, regoin: "eu-west-1" }),
  // @ts-expect-error a field that the configuration does not take
  EnvConfig.layer({ ...Aws.options, rolePolicy: { roleName: "deploy" } }),
  // @ts-expect-error no workload of the class
  EnvConfig.layer({ ...Aws.options, currentEnv: "qa" })
]

BotoSesFactory.Service<unknown>()("types/Bad", {
  devops: {},
  // @ts-expect-error a field that no entry has
  workloads: { sbx: { accountID: "222222222222" } }
})

/** What a library on JSR writes: the base of its class with its type. */
const LibraryBase: BotoSesFactory.Class<Library, "types/Library", "sbx"> = BotoSesFactory.Service<Library>()(
  "types/Library",
  { devops: {}, workloads: { sbx: {} } }
)
export class Library extends LibraryBase {}

export const handled: Effect.Effect<string, unknown, Aws> = Aws.env("sbx").pipe(
  Effect.map(({ region }) => region),
  Effect.catchReason("BotoSesError", "AccountMismatch", ({ expected }) => Effect.succeed(expected)),
  Effect.catchReasons("BotoSesError", { SsoExpired: ({ profile }) => Effect.succeed(profile) })
)

export const reasons: Effect.Effect<string, unknown, Aws> = Aws.env("sbx").pipe(
  Effect.map(({ region }) => region),
  Effect.catchReason("BotoSesError", "AccountMismatch", (reason) => {
    same<typeof reason, Reason.AccountMismatch>(true)
    return Effect.succeed(reason.actual)
  }),
  // @ts-expect-error a mistyped reason
  Effect.catchReason("BotoSesError", "AcountMismatch", () => Effect.succeed(""))
)
