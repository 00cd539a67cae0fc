/**
 * The local AWS of the benchmark, in a process of its own: one that answers at
 * once, and one as far away as a region. Writes the variables of a job on each,
 * and ends with its input.
 *
 * Usage: node scripts/bench/aws.ts DELAY_MILLISECONDS
 */
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { LocalAws } from "../../src/testing/mod.ts"

const devops = "111111111111"
const envs = { sbx: "222222222222", tst: "333333333333", stg: "444444444444", prd: "555555555555", dr: "666666666666" }

const accounts = {
  [devops]: { roles: { ci_role: {} } },
  ...Object.fromEntries(
    Object.entries(envs).map(([env, id]) => [id, { roles: { [`${env}_deployment_role`]: { trust: [devops] } } }])
  )
}

/** A local AWS, and the variables of a job on it. */
const start = (delay: number) =>
  Effect.gen(function* () {
    const aws = yield* LocalAws.make({ accounts })
    if (delay > 0) yield* aws.fault({ kind: "delay", duration: delay, real: true, times: "always" })
    const keys = yield* aws.roleCredentials(devops, "ci_role", { sessionName: "bench" })
    return {
      CI: "true",
      GITHUB_ACTIONS: "true",
      AWS_REGION: "us-east-1",
      AWS_ENDPOINT_URL: aws.endpoint,
      AWS_ACCESS_KEY_ID: keys.accessKeyId,
      AWS_SECRET_ACCESS_KEY: Redacted.value(keys.secretAccessKey),
      AWS_SESSION_TOKEN: Redacted.value(keys.sessionToken)
    }
  })

const inputEnds = Effect.callback<void>((resume) => {
  process.stdin.on("end", () => resume(Effect.void)).resume()
})

await Effect.gen(function* () {
  const near = yield* start(0)
  const far = yield* start(Number(process.argv[2]))
  process.stdout.write(`${JSON.stringify({ near, far })}\n`)
  yield* inputEnds
}).pipe(Effect.scoped, Effect.runPromise)
