/** What the programs of a fleet and their tests have in common. */
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { RedisOptions } from "../../src/sessionStore/redis/mod.ts"
import type * as LocalAws from "../../src/testing/LocalAws.ts"
import { run } from "./peers.ts"

export const devops = "111111111111"
export const dataKey = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"

export const workload = (index: number): string => String(200_000_000_000 + index)
export const role = (index: number): string => `arn:aws:iam::${workload(index)}:role/deploy_${index}`

export interface FleetAsk {
  readonly url: string
  readonly roles: ReadonlyArray<number>
  readonly options?: Omit<RedisOptions, "key" | "share" | "wrap">
}

export interface FleetReport {
  readonly ids: ReadonlyArray<string>
  readonly errors: ReadonlyArray<string>
  /** How many leases were lost. */
  readonly lost: number
  readonly milliseconds: number
  readonly warnings: ReadonlyArray<string>
}

/** The accounts of so many roles. */
export const fleetAccounts = (roles: number): LocalAws.Options["accounts"] => ({
  [devops]: { users: { ci: {} } },
  ...Object.fromEntries(
    Array.from({ length: roles }, (_, index) => [
      workload(index),
      { roles: { [`deploy_${index}`]: { trust: [devops] } } }
    ])
  )
})

const source = new URL("programs/fleet.ts", import.meta.url).pathname

/** Runs one program of a fleet in a process of its own, on a local AWS. */
export const runFleet = Effect.fnUntraced(function* (aws: LocalAws.LocalAws, ask: FleetAsk, program = source) {
  const { accessKeyId, secretAccessKey } = yield* Effect.orDie(aws.userCredentials(devops, "ci"))
  const { status, stdout, stderr } = yield* run(process.execPath, ["--no-warnings", program, JSON.stringify(ask)], {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: Redacted.value(secretAccessKey),
    AWS_ENDPOINT_URL: aws.endpoint,
    CI: "true"
  })
  if (status !== 0) return yield* Effect.die(new Error(`a program ended with ${status}: ${stdout}${stderr}`))
  const report: FleetReport = JSON.parse(stdout)
  return report
})

/** The most requests that came within any second. */
export const peakRate = (times: ReadonlyArray<number>): number => {
  const sorted = [...times].sort((one, other) => one - other)
  let from = 0
  return sorted.reduce((peak, time, index) => {
    while ((sorted[from] ?? 0) <= time - 1000) from++
    return Math.max(peak, index - from + 1)
  }, 0)
}
