/** What the tests of the live layers share: an instant clock, a scripted STS, files in a temporary home. */

import { mkdtempSync, rmSync } from "node:fs"
import * as http from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as NodeFileSystem from "@effect/platform-node-shared/NodeFileSystem"
import type * as Clock from "effect/Clock"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { layerCredentialSource } from "../../src/aws/CredentialSourceLive.ts"
import { layerSts } from "../../src/aws/sts/StsLive.ts"
import { type Credentials, makeCredentials } from "../../src/domain/aws/Credentials.ts"
import { PasswordHome } from "../../src/platform/PasswordHome.ts"
import { AwsClientDefaults } from "../../src/services/AwsClientDefaults.ts"
import type { CredentialSource } from "../../src/services/CredentialSource.ts"
import { layerNone } from "../../src/services/SessionStore.ts"
import type { Sts } from "../../src/services/Sts.ts"
import type * as LocalAws from "../../src/testing/LocalAws.ts"

export const keys: Credentials = makeCredentials({
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  secretAccessKey: "secret-of-the-test",
  sessionToken: "token-of-the-test"
})

export const longTerm = (user: LocalAws.LongTermCredentials): Credentials => ({
  ...user,
  sessionToken: undefined,
  expiresAt: undefined
})

/** A clock whose sleeps end at once and move it on, and which tells how long they would have been. */
export const instantClock = (): {
  readonly clock: Clock.Clock
  readonly sleeps: ReadonlyArray<number>
  readonly advance: (millis: number) => void
} => {
  const sleeps: Array<number> = []
  let now = 0
  const nanos = () => BigInt(now) * 1_000_000n
  return {
    sleeps,
    advance: (millis) => {
      now += millis
    },
    clock: {
      currentTimeMillisUnsafe: () => now,
      currentTimeMillis: Effect.sync(() => now),
      currentTimeNanosUnsafe: nanos,
      currentTimeNanos: Effect.sync(nanos),
      monotonicTimeNanosUnsafe: nanos,
      monotonicTimeNanos: Effect.sync(nanos),
      sleep: (duration) =>
        Effect.sync(() => {
          sleeps.push(Duration.toMillis(duration))
          now += Math.round(Duration.toMillis(duration))
        })
    }
  }
}

export interface Received {
  readonly method: string
  readonly path: string
  readonly headers: http.IncomingHttpHeaders
  readonly body: string
}

export type Reply =
  | {
      readonly status: number
      readonly body: string
      readonly headers?: { readonly [name: string]: string }
      /** So many characters are sent, and never the rest. */
      readonly stallAt?: number
    }
  | "drop"
  | "hang"

/** A server on loopback that answers as the test says; `givenUp` counts the requests that the client left. */
export const serve = (
  reply: (request: Received, count: number) => Reply
): Effect.Effect<
  {
    readonly endpoint: string
    readonly received: ReadonlyArray<Received>
    readonly givenUp: () => number
    /** Connections opened so far, and those open now. */
    readonly connections: () => { readonly opened: number; readonly open: number }
  },
  never,
  Scope.Scope
> =>
  Effect.map(
    Effect.acquireRelease(
      Effect.callback<{
        server: http.Server
        received: Array<Received>
        count: { givenUp: number; opened: number; open: number }
      }>((resume) => {
        const received: Array<Received> = []
        const count = { givenUp: 0, opened: 0, open: 0 }
        const server = http.createServer((request, response) => {
          let body = ""
          request.on("data", (part) => {
            body += part
          })
          response.on("close", () => {
            if (!response.writableEnded) count.givenUp += 1
          })
          request.on("end", () => {
            const { method = "", url: path = "", headers } = request
            const one = { method, path, headers, body }
            received.push(one)
            const answer = reply(one, received.length)
            if (answer === "drop") request.socket.destroy()
            else if (answer !== "hang") {
              const { status, body, headers, stallAt } = answer
              response.writeHead(status, headers)
              if (stallAt === undefined) response.end(body)
              else response.write(body.slice(0, stallAt))
            }
          })
        })
        server.on("connection", (socket) => {
          count.opened += 1
          count.open += 1
          socket.on("close", () => {
            count.open -= 1
          })
        })
        server.listen(0, "127.0.0.1", () => resume(Effect.succeed({ server, received, count })))
      }),
      ({ server }) =>
        Effect.callback<void>((resume) => {
          server.close(() => resume(Effect.void))
          server.closeAllConnections()
        })
    ),
    ({ server, received, count }) => ({
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      received,
      givenUp: () => count.givenUp,
      connections: () => ({ opened: count.opened, open: count.open })
    })
  )

export const stsError = (status: number, code: string, message: string, date?: Date): Reply => ({
  status,
  headers: {
    "content-type": "text/xml",
    "x-amzn-requestid": "req-1",
    ...(date === undefined ? {} : { date: date.toUTCString() })
  },
  body: `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>req-1</RequestId></ErrorResponse>`
})

export const stsResult = (operation: string, result: string): Reply => ({
  status: 200,
  headers: { "content-type": "text/xml" },
  body: `<${operation}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${operation}Result>${result}</${operation}Result><ResponseMetadata><RequestId>req-1</RequestId></ResponseMetadata></${operation}Response>`
})

export const identity: Reply = stsResult(
  "GetCallerIdentity",
  "<Arn>arn:aws:iam::111111111111:user/alice</Arn><UserId>AIDAEXAMPLE</UserId><Account>111111111111</Account>"
)

/** The variables of a test, in place of the machine's, and no home but theirs. */
export const environment = (env: { readonly [name: string]: string }): Layer.Layer<never> =>
  Layer.merge(
    ConfigProvider.layer(ConfigProvider.fromEnv({ env })),
    Layer.succeed(PasswordHome, () => undefined)
  )

/** The live `Sts` with nothing of the machine's environment. */
export const stsLayer = (
  defaults: AwsClientDefaults,
  env: { readonly [name: string]: string } = {}
): Layer.Layer<Sts> =>
  layerSts.pipe(Layer.provide(Layer.merge(Layer.succeed(AwsClientDefaults, defaults), environment(env))))

/** The live `CredentialSource` on the live `Sts`, both in the environment given. */
export const sourceLayer = (
  env: { readonly [name: string]: string },
  defaults: AwsClientDefaults = {}
): Layer.Layer<CredentialSource | Sts> =>
  layerCredentialSource.pipe(
    Layer.provideMerge(layerSts),
    Layer.provide([layerNone, NodeFileSystem.layer, Layer.succeed(AwsClientDefaults, defaults), environment(env)])
  )

/** A home folder with the files given, by their paths in it; removed with the scope. */
export const home = (
  files: (folder: string) => { readonly [path: string]: string }
): Effect.Effect<string, never, Scope.Scope> =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const folder = yield* Effect.acquireRelease(
      Effect.sync(() => mkdtempSync(join(tmpdir(), "boto-ses-home-"))),
      (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
    )
    for (const [path, text] of Object.entries(files(folder))) {
      const file = join(folder, path)
      yield* fs.makeDirectory(join(file, ".."), { recursive: true })
      yield* fs.writeFileString(file, text)
    }
    return folder
  }).pipe(Effect.orDie, Effect.provide(NodeFileSystem.layer))
