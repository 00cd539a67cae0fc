/** What every client is tried by, on each of our doors. */
import { createServer, get, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { applyEnvironment, staticEnvironment } from "../../../src/domain/child/ChildEnvironment.ts"
import * as LocalAws from "../../../src/testing/LocalAws.ts"
import { judged } from "../judged.ts"
import type { Variables } from "../peers.ts"
import { type Answer, type Client, startClient } from "./Client.ts"
import { documentedShadows } from "./documented.ts"
import { base, execIn, othersOn, ours, sbx, sessionOn, temporaryFolder, world } from "./Place.ts"
import { processForms } from "./processForms.ts"
import { type Cell, shadowedClient } from "./shadowed.ts"
import { homeOf } from "./shadows.ts"

const onLocalAws = Effect.provide(LocalAws.layer(world))

/** Everything at once that leads elsewhere. */
const polluted: Variables = {
  ...base,
  AWS_PROFILE: "absent",
  AWS_DEFAULT_PROFILE: "absent",
  AWS_ACCESS_KEY_ID: "AKIAOFTHEPARENT00000",
  AWS_SECRET_ACCESS_KEY: "parents",
  AWS_ACCESS_KEY: "AKIAOFTHEPARENT00000",
  AWS_SECRET_KEY: "parents",
  AWS_SESSION_TOKEN: "parents",
  AWS_ROLE_ARN: "arn:aws:iam::111111111111:role/other",
  AWS_WEB_IDENTITY_TOKEN_FILE: "/nonexistent/token",
  AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: "/nonexistent/token"
}

/** The table of docs/clients.md, run for one client. */
export const judgesShadows = (client: Client): void => {
  it.live(`${client.name} does beside the container variables what the table says, and under exec is the session`, () =>
    Effect.gen(function* () {
      const { alone, rows } = yield* shadowedClient(client)
      const found: { [row: string]: Cell } = { "nothing else": alone }
      for (const { row, beside } of rows) found[row] = beside
      assert.deepStrictEqual(found, documentedShadows(client.name))
      for (const { row, inExec } of rows) {
        if (alone === "–") assert.strictEqual(inExec.arn, ours, `${row}: ${inExec.error}`)
        // One that does not know the server finds nobody's.
        else assert.isUndefined(inExec.arn, row)
      }
      judged(client.name, 2 * rows.length + 1)
    }).pipe(Effect.scoped, onLocalAws)
  )
}

/** Each door once: fixed keys, a profile's process, the server of an exec inside an exec, and the local AWS's answers. */
export const usesDoors = (client: Client, readsServer: boolean, runsProcess: boolean): void => {
  it.live(`${client.name} uses every door`, () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const { ask } = yield* startClient(client)
      const session = sessionOn(aws, 3600)
      const others = yield* othersOn(aws)
      const folder = yield* temporaryFolder
      const home = { ...homeOf({ row: "" }, others, folder) }
      const who = (env: Variables): Effect.Effect<Answer> => ask({ op: "who", env, endpoint: aws.endpoint })
      let cases = 0
      const isOurs = (answer: Answer, what: string) => {
        assert.strictEqual(answer.arn, ours, `${what}: ${answer.error}`)
        cases++
      }
      const keys = applyEnvironment(
        { ...polluted, ...home },
        staticEnvironment(yield* Effect.orDie(session.credentials), "us-east-1")
      )
      isOurs(yield* who(keys), "env")
      const assumed = yield* ask({
        op: "assume",
        env: keys,
        endpoint: aws.endpoint,
        role: `arn:aws:iam::${sbx}:role/deploy`
      })
      assert.strictEqual(assumed.arn, `arn:aws:sts::${sbx}:assumed-role/deploy/from-client`, assumed.error)
      const wrong = yield* who({ ...keys, AWS_SECRET_ACCESS_KEY: "wrong" })
      assert.match(wrong.error ?? "", /SignatureDoesNotMatch|signature we calculated|HTTP 403/)
      cases += 2
      if (client.noBuckets !== true) {
        const { buckets, error } = yield* ask({ op: "buckets", env: keys, endpoint: aws.endpoint })
        assert.deepStrictEqual(buckets, ["acme-sbx-data"], error)
        cases++
      }
      if (readsServer) {
        const outer = applyEnvironment({ ...polluted, ...home }, yield* execIn({ ...polluted, ...home }, session))
        isOurs(yield* who(applyEnvironment(outer, yield* execIn(outer, session))), "exec inside exec")
      }
      if (runsProcess) {
        for (const { name, runs, files } of processForms(yield* Effect.orDie(session.credentials))) {
          const env = homeOf({ row: name, files: (_, at) => files(at) }, others, folder)
          const answer = yield* who({
            ...base,
            ...env,
            AWS_SDK_LOAD_CONFIG: "1",
            AWS_DEFAULT_REGION: "us-east-1",
            AWS_REGION: "us-east-1"
          })
          if (runs === "everywhere" || !runs.includes(client.name)) isOurs(answer, name)
          else {
            assert.isUndefined(answer.arn, `${name}: is not to run`)
            cases++
          }
        }
      }
      judged(client.name, cases)
    }).pipe(Effect.scoped, onLocalAws)
  )
}

/** Passes requests on to a credential server, and counts them. */
const relay = (
  uri: string
): Effect.Effect<{ readonly uri: string; readonly fetches: () => number }, never, Scope.Scope> =>
  Effect.gen(function* () {
    let fetches = 0
    const server = yield* Effect.acquireRelease(
      Effect.callback<Server>((resume) => {
        const made = createServer((request, response) => {
          fetches++
          get(uri, { headers: { authorization: request.headers.authorization ?? "" } }, (answer) => {
            response.writeHead(answer.statusCode ?? 502, { "content-type": "application/json" })
            answer.pipe(response)
          })
        }).listen(0, "127.0.0.1", () => resume(Effect.succeed(made)))
      }),
      (server) => Effect.sync(() => void server.close())
    )
    return {
      uri: `http://127.0.0.1:${(server.address() as AddressInfo).port}/credentials/sbx`,
      fetches: () => fetches
    }
  })

/** Of a session, in seconds, and how long its clients live, in milliseconds. */
const lifetime = 4
const long = 9_000

/** A client that lives longer than several sessions of exec's server. */
export const outlivesSessions = (clients: ReadonlyArray<Client>): void => {
  describe("a child that lives across several sessions", () => {
    it.live(`never signs with a dead key: ${clients.map(({ name }) => name).join(", ")}`, () =>
      Effect.gen(function* () {
        const aws = yield* LocalAws.LocalAws
        const folder = yield* temporaryFolder
        const home = { ...polluted, ...homeOf({ row: "" }, yield* othersOn(aws), folder) }
        const live = Effect.fnUntraced(function* (client: Client) {
          const { ask } = yield* startClient(client)
          const child = yield* execIn(home, sessionOn(aws, lifetime), { margin: "2 seconds" })
          const server = yield* relay(String(child.set.AWS_CONTAINER_CREDENTIALS_FULL_URI))
          const env = {
            ...applyEnvironment(home, child),
            AWS_CONTAINER_CREDENTIALS_FULL_URI: server.uri
          }
          let asks = 0
          for (const end = Date.now() + long; Date.now() < end; asks++) {
            const first = asks === 0 ? { env } : {}
            const answer = yield* ask({ op: "who", kept: true, endpoint: aws.endpoint, ...first })
            assert.strictEqual(answer.arn, ours, `${client.name}, ask ${asks}: ${answer.error}`)
            yield* Effect.sleep("250 millis")
          }
          judged(client.name, asks)
          return { name: client.name, asks, fetches: server.fetches() }
        })
        const lives = yield* Effect.forEach(clients, live, { concurrency: "unbounded" })
        const refused = (yield* aws.requests).filter(({ status }) => status !== 200)
        assert.deepStrictEqual(refused, [])
        for (const { name, asks, fetches } of lives) {
          assert.isAtLeast(fetches, 2, name)
          // The AWS CLI is a process for each command, and asks twice near the end of a key.
          assert.isAtMost(fetches, 2 * asks + 2, name)
        }
      }).pipe(Effect.scoped, onLocalAws)
    )
  })
}
