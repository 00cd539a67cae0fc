/** Many processes on one Redis, and what becomes of them where it fails. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { LocalAws, layer as localAws } from "../../src/testing/LocalAws.ts"
import { type FleetReport, fleetAccounts, peakRate, runFleet } from "./fleet.ts"
import { redisServer, withRedis } from "./redisServer.ts"

const range = (count: number): ReadonlyArray<number> => Array.from({ length: count }, (_, index) => index)
const assumed = { service: "sts", action: "AssumeRole" }

const noneFailed = (reports: ReadonlyArray<FleetReport>): void => {
  assert.deepStrictEqual(
    reports.flatMap(({ errors }) => errors),
    []
  )
}

withRedis(() => {
  describe("a fleet on Redis", () => {
    it.live("makes one AssumeRole a role, however many processes ask", () =>
      Effect.gen(function* () {
        const roles = 40
        const aws = yield* LocalAws
        const { url } = yield* redisServer()
        const reports = yield* Effect.all(
          range(4).map(() => runFleet(aws, { url, roles: range(roles) })),
          { concurrency: "unbounded" }
        )
        noneFailed(reports)
        const lost = reports.reduce((sum, report) => sum + report.lost, 0)
        const made = yield* aws.count(assumed)
        assert.isTrue(
          made >= roles && made <= roles + lost,
          `${made} requests, ${lost} leases lost; ${JSON.stringify(reports.map(({ warnings }) => warnings))}`
        )
        assert.strictEqual(new Set(reports.flatMap(({ ids }) => ids)).size, made)
      }).pipe(Effect.provide(localAws({ accounts: fleetAccounts(40) })))
    )

    it.live("holds its rate, whichever process asks", () =>
      Effect.gen(function* () {
        const aws = yield* LocalAws
        const { url } = yield* redisServer()
        const limit = { requests: 50, per: "1 second", burst: 10 } as const
        const asks = range(3).map((part) => ({
          url,
          roles: range(35).map((role) => part * 35 + role),
          options: { limit }
        }))
        const reports = yield* Effect.all(
          asks.map((ask) => runFleet(aws, ask)),
          { concurrency: "unbounded" }
        )
        noneFailed(reports)
        assert.strictEqual(yield* aws.count(assumed), 105)
        const peak = peakRate((yield* aws.requests).map(({ at }) => at))
        assert.isAtMost(peak, 60)
      }).pipe(Effect.provide(localAws({ accounts: fleetAccounts(105) })))
    )
  })
})
