import { execFileSync } from "node:child_process"
import { truncateSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import * as NodeFileSystem from "@effect/platform-node-shared/NodeFileSystem"
import * as NodePath from "@effect/platform-node-shared/NodePath"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { readHandoverFile } from "../../src/handover/files/HandoverFile.ts"
import { httpAgents } from "../../src/platform/HttpAgents.ts"
import { networkOf } from "../../src/platform/Network.ts"
import { CredentialSource } from "../../src/services/CredentialSource.ts"
import { home, sourceLayer } from "./fixture.ts"

/** What a program is told whose file is no file that could be read to its end. */
const ambient = (env: { readonly [name: string]: string }) =>
  Effect.flatMap(CredentialSource, (source) => source.ambient).pipe(
    Effect.flip,
    Effect.map((error) => ("detail" in error ? error.detail : error._tag)),
    Effect.provide(sourceLayer({ AWS_REGION: "eu-west-1", AWS_EC2_METADATA_DISABLED: "true", ...env }))
  )

/** A FIFO that nobody writes to, a device without end, and a file that fills the memory. */
const dangerous = Effect.tap(
  home(() => ({})),
  (folder) =>
    Effect.sync(() => {
      execFileSync("mkfifo", [join(folder, "fifo")])
      writeFileSync(join(folder, "huge"), "")
      truncateSync(join(folder, "huge"), 5_000_000_000)
    })
)

const at = (folder: string) =>
  [
    [join(folder, "fifo"), /FIFO/],
    ["/dev/zero", /device/],
    [join(folder, "huge"), /longer than \d+ bytes/]
  ] as const

describe("a file that cannot be read to its end is an error at once", () => {
  it.live("as a token", () =>
    Effect.gen(function* () {
      const folder = yield* dangerous
      for (const [file, why] of at(folder)) {
        const HOME = folder
        const AWS_ROLE_ARN = "arn:aws:iam::111111111111:role/r"
        const webIdentity = yield* ambient({ HOME, AWS_ROLE_ARN, AWS_WEB_IDENTITY_TOKEN_FILE: file })
        const container = yield* ambient({
          HOME,
          AWS_CONTAINER_CREDENTIALS_FULL_URI: "http://127.0.0.1:9/",
          AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: file
        })
        for (const detail of [webIdentity, container]) {
          assert.include(detail, `The token file ${file}`)
          assert.match(detail, why)
        }
      }
    }).pipe(Effect.timeout("10 seconds"))
  )

  it.live("as the authorities", () =>
    Effect.gen(function* () {
      for (const [file, why] of at(yield* dangerous)) {
        const env = { AWS_CA_BUNDLE: file } as Parameters<typeof networkOf>[0]
        const { message } = yield* Effect.flip(httpAgents(networkOf(env), { keepAlive: false }))
        assert.match(message, why)
        assert.include(message, `${file} (AWS_CA_BUNDLE)`)
      }
    }).pipe(Effect.timeout("10 seconds"))
  )

  it.live("as a shared file", () =>
    Effect.gen(function* () {
      const HOME = yield* dangerous
      assert.include(yield* ambient({ HOME, AWS_CONFIG_FILE: join(HOME, "huge") }), "is longer than")
      assert.include(yield* ambient({ HOME, AWS_SHARED_CREDENTIALS_FILE: join(HOME, "fifo") }), "a pipe")
      // Any device but the null device is told as absent.
      const error = yield* Effect.flip(
        Effect.flatMap(CredentialSource, (source) => source.profile("p")).pipe(
          Effect.provide(sourceLayer({ HOME, AWS_CONFIG_FILE: "/dev/zero", AWS_SHARED_CREDENTIALS_FILE: "/dev/null" }))
        )
      )
      assert.deepInclude(error, { files: ["/dev/zero (which is a device and no file)", "/dev/null"] })
    }).pipe(Effect.timeout("10 seconds"))
  )

  it.live("as what a parent handed over", () =>
    Effect.gen(function* () {
      const folder = yield* dangerous
      const why = yield* Effect.flip(readHandoverFile(join(folder, "fifo")))
      assert.include(why, "fifo is not a file")
    }).pipe(Effect.timeout("10 seconds"), Effect.provide(Layer.merge(NodeFileSystem.layer, NodePath.layer)))
  )
})
