/** Sessions of purposes: the type of each says what it is for. */
import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3"
import { Console, Effect } from "effect"
import type { AppSession, BotoSesError, DevopsSession, EnvSession } from "effect-boto-ses"
import { Aws } from "./Aws.ts"

/** Only devops uploads artifacts: no other session is accepted here. */
const upload = (devops: DevopsSession): Effect.Effect<string, BotoSesError> =>
  Effect.map(devops.accountId, (accountId) => `artifacts go to ${accountId}`)

/** Only prd: `EnvSession<"sbx">` does not compile. */
const inspect = Effect.fn("inspect")(function* (prd: EnvSession<"prd">) {
  const { Buckets = [] } = yield* prd.use(S3Client, (s3, abortSignal) =>
    s3.send(new ListBucketsCommand(), { abortSignal })
  )
  return Buckets.map(({ Name }) => Name)
})

/** What the application itself may do: on a laptop as `defaultAppEnv`, on Lambda by the function's own role. */
const serve = (app: AppSession): Effect.Effect<string, BotoSesError> =>
  Effect.map(app.whoAmI, (whoAmI) => `serves as ${whoAmI}`)

const program = Effect.gen(function* () {
  yield* Console.log(yield* upload(yield* Aws.devops))
  yield* Console.log(yield* inspect(yield* Aws.env("prd")))
  yield* Console.log(yield* serve(yield* Aws.app))
})

await Effect.runPromise(Effect.provide(program, Aws.layer))
