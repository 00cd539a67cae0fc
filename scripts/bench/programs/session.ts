/**
 * What a session that is held gives, beside what the AWS SDK gives by itself.
 *
 * Usage: node session.ts provider|credentials|use TURNS COUNT
 */
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts"
import * as Effect from "effect/Effect"
import { Aws } from "./Aws.ts"
import { alternate, took } from "./alternate.ts"

const [kind = "", turns, count] = process.argv.slice(2)

const again = (ask: () => Promise<unknown>) => async () => {
  for (let left = Number(count); left > 0; left--) await ask()
}

const againInEffect = <E>(ask: () => Effect.Effect<unknown, E>) => {
  const all = Effect.gen(function* () {
    for (let left = Number(count); left > 0; left--) yield* ask()
  })
  return () => Effect.runPromise(all)
}

const program = Effect.gen(function* () {
  const sbx = yield* Aws.env("sbx")
  const held = yield* Effect.promise(() => sbx.provider())
  const plain = new STSClient({ region: "us-east-1", credentials: async () => held })
  // The SDK remembers what a provider gives, until it ends: its clients ask this one for each request.
  const memoized = () => plain.config.credentials()
  const sides = {
    provider: [again(sbx.provider), again(memoized)],
    credentials: [againInEffect(() => sbx.credentials), againInEffect(() => Effect.promise(memoized))],
    use: [
      againInEffect(() =>
        sbx.use(STSClient, (sts, abortSignal) => sts.send(new GetCallerIdentityCommand(), { abortSignal }))
      ),
      againInEffect(() =>
        Effect.tryPromise((abortSignal) => plain.send(new GetCallerIdentityCommand(), { abortSignal }))
      )
    ]
  } as const
  const [ours, bare] = sides[kind as keyof typeof sides]
  return yield* Effect.promise(() =>
    alternate(
      Number(turns),
      () => took(ours),
      () => took(bare)
    )
  )
})

console.log(JSON.stringify(await program.pipe(Effect.provide(Aws.layer), Effect.runPromise)))
