/**
 * The figures of a whole fleet, which take minutes: for documents, on a machine that does nothing else.
 *
 * Usage: node tests/conformance/programs/fleetFigures.ts AT_ONCE [shared | limit | gone ...]
 */
import { execFileSync } from "node:child_process"
import { mkdtempSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import { LocalAws, layer as localAws } from "../../../src/testing/LocalAws.ts"
import { type FleetAsk, fleetAccounts, peakRate, runFleet } from "../fleet.ts"
import { redisServer } from "../redisServer.ts"

const range = (count: number): ReadonlyArray<number> => Array.from({ length: count }, (_, index) => index)
const limit = { requests: 50, per: "1 second", burst: 10 } as const

/** How many processes run at the same time. */
const concurrency = Number(process.argv[2])

const folder = mkdtempSync(join(tmpdir(), "fleet-"))
const root = new URL("../../..", import.meta.url).pathname
execFileSync(
  join(root, "node_modules/.bin/bun"),
  ["build", "tests/conformance/programs/fleet.ts", "--target=node", "--splitting", "--outdir", folder],
  { cwd: root, stdio: "ignore" }
)
const program = join(folder, "fleet.js")

/** Runs programs, each with its own part of the asks, and tells what AWS and they saw of it. */
const figures = Effect.fnUntraced(function* (asks: ReadonlyArray<FleetAsk>) {
  const aws = yield* LocalAws
  yield* aws.clear
  const begun = performance.now()
  const reports = yield* Effect.all(
    asks.map((ask) => runFleet(aws, ask, program)),
    { concurrency }
  )
  const requests = yield* aws.requests
  const slowest = Math.max(...reports.map(({ milliseconds }) => milliseconds))
  return {
    processes: asks.length,
    asks: asks.reduce((sum, { roles }) => sum + roles.length, 0),
    assumeRole: requests.filter(({ action }) => action === "AssumeRole").length,
    getCallerIdentity: requests.filter(({ action }) => action === "GetCallerIdentity").length,
    failures: reports.flatMap(({ errors }) => errors).length,
    firstFailure: reports.flatMap(({ errors }) => errors)[0],
    lostLeases: reports.reduce((sum, { lost }) => sum + lost, 0),
    warnings: [...new Set(reports.flatMap(({ warnings }) => warnings))],
    peakRequestsInASecond: peakRate(requests.map(({ at }) => at)),
    slowestProcessMilliseconds: Math.round(slowest),
    milliseconds: Math.round(performance.now() - begun)
  }
})

const runs = {
  /** 100 processes, each of which asks for 100 of 1,000 roles, so that each role is asked for by ten. */
  shared: (url: string) =>
    range(100).map((index) => ({ url, roles: range(100).map((role) => (index * 10 + role) % 1000) })),
  /** 20 processes, which ask for 2,000 roles, each for 100 of its own. */
  limit: (url: string) =>
    range(20).map((index) => ({ url, roles: range(100).map((role) => index * 100 + role), options: { limit } })),
  /** The same number of asks with no Redis at all. */
  gone: () =>
    range(20).map((index) => ({
      url: "redis://127.0.0.1:1",
      roles: range(100).map((role) => index * 100 + role),
      options: { limit: { ...limit, requests: 500 } }
    }))
} as const

const named = process.argv.slice(3)
const all = Effect.gen(function* () {
  for (const [name, asks] of Object.entries(runs)) {
    if (named.length > 0 && !named.includes(name)) continue
    const { url } = yield* redisServer()
    console.log(name, yield* figures(asks(url)))
  }
})

await Effect.runPromise(Effect.scoped(all).pipe(Effect.provide(localAws({ accounts: fleetAccounts(2000) }))))
