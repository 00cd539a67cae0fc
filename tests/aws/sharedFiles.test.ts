import { execFileSync } from "node:child_process"
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import process from "node:process"
import * as NodeFileSystem from "@effect/platform-node-shared/NodeFileSystem"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as PlatformError from "effect/PlatformError"
import { readProfileFiles } from "../../src/aws/profile/ProfileFiles.ts"
import { PasswordHome } from "../../src/platform/PasswordHome.ts"
import { CredentialSource } from "../../src/services/CredentialSource.ts"
import { environment, home, serve, sourceLayer } from "./fixture.ts"

const keys = "aws_access_key_id = AKIAFILE\naws_secret_access_key = s\n"

const container = serve(() => ({
  status: 200,
  body: '{"AccessKeyId":"ASIACONTAINER","SecretAccessKey":"s","Token":"t","Expiration":"2099-01-01T00:00:00Z"}'
}))

const isRoot = process.getuid?.() === 0

/** The access key that a program takes in this home, and the files that count as absent there. */
const taken = (folder: string, env: { readonly [name: string]: string } = {}) =>
  Effect.gen(function* () {
    const { endpoint } = yield* container
    const variables = { HOME: folder, AWS_CONTAINER_CREDENTIALS_FULL_URI: endpoint, AWS_REGION: "eu-west-1", ...env }
    const { credentials } = yield* Effect.flatMap(CredentialSource, (source) => source.ambient).pipe(
      Effect.provide(sourceLayer(variables))
    )
    const { unread } = yield* readProfileFiles("the user").pipe(
      Effect.provide([NodeFileSystem.layer, environment(variables)])
    )
    return [credentials.accessKeyId, unread.map(({ path, why }) => `${path.slice(folder.length)} ${why}`).join("; ")]
  })

/** In a folder of its own, what `make` puts there. */
const made = (make: (folder: string) => void) =>
  Effect.tap(
    home(() => ({ other: "" })),
    (folder) => Effect.sync(() => make(folder))
  )

describe("a shared file that cannot be read counts as absent", () => {
  for (const [name, make, expected] of [
    [
      "a folder, as Docker makes one for a missing mount",
      (folder: string) => mkdirSync(`${folder}/.aws/config`, { recursive: true }),
      ["ASIACONTAINER", "/.aws/config is a folder"]
    ],
    [
      "below a file",
      (folder: string) => writeFileSync(`${folder}/.aws`, ""),
      ["ASIACONTAINER", "/.aws/config cannot be reached or read; /.aws/credentials cannot be reached or read"]
    ],
    [
      "in a loop of links",
      (folder: string) => {
        mkdirSync(`${folder}/.aws`)
        symlinkSync("credentials", `${folder}/.aws/credentials`)
      },
      ["ASIACONTAINER", "/.aws/credentials cannot be reached or read"]
    ],
    [
      "a folder, beside keys in the other file",
      (folder: string) => {
        mkdirSync(`${folder}/.aws/config`, { recursive: true })
        writeFileSync(`${folder}/.aws/credentials`, `[default]\n${keys}`)
      },
      ["AKIAFILE", "/.aws/config is a folder"]
    ],
    ["not there", (folder: string) => mkdirSync(`${folder}/.aws`), ["ASIACONTAINER", ""]]
  ] as const) {
    it.live(name, () =>
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* taken(yield* made(make)), [...expected])
      })
    )
  }

  it.live("of a user who may not", () =>
    Effect.gen(function* () {
      const folder = yield* home(() => ({ ".aws/config": "[default]\nnonsense", ".aws/credentials": `[p]\n${keys}` }))
      chmodSync(`${folder}/.aws/config`, 0)
      const denied = PlatformError.systemError({
        _tag: "PermissionDenied",
        module: "FileSystem",
        method: "readFile",
        pathOrDescriptor: `${folder}/.aws/config`
      })
      // Root may read everything: what another user meets is put in its place.
      const asUser = Layer.effect(
        FileSystem.FileSystem,
        Effect.map(FileSystem.FileSystem, (fs) => ({
          ...fs,
          open: (...[path, options]: Parameters<typeof fs.open>) =>
            isRoot && path.endsWith("config") ? Effect.fail(denied) : fs.open(path, options)
        }))
      ).pipe(Layer.provide(NodeFileSystem.layer))
      const files = yield* readProfileFiles("the user").pipe(Effect.provide([asUser, environment({ HOME: folder })]))
      assert.deepStrictEqual(files.unread, [{ path: `${folder}/.aws/config`, why: "may not be read by this user" }])
      assert.deepStrictEqual([...files.profiles.keys()], ["p"])
    })
  )

  it.live("the null device, and a home that is one", () =>
    Effect.gen(function* () {
      const folder = yield* home(() => ({ ".aws/config": `[default]\n${keys}` }))
      assert.deepStrictEqual(yield* taken(folder, { AWS_CONFIG_FILE: "/dev/null" }), ["ASIACONTAINER", ""])
      assert.strictEqual((yield* taken("/dev/null"))[0], "ASIACONTAINER")
    })
  )

  it.live("but is told with the profile that is missing", () =>
    Effect.gen(function* () {
      const folder = yield* made((path) => mkdirSync(`${path}/.aws/config`, { recursive: true }))
      const error = yield* Effect.flip(
        Effect.flatMap(CredentialSource, (source) => source.profile("p")).pipe(
          Effect.provide(sourceLayer({ HOME: folder }))
        )
      )
      assert.deepInclude(error, {
        files: [`${folder}/.aws/config (which is a folder)`, `${folder}/.aws/credentials`]
      })
    })
  )

  it.live("but is an error at once where it is a pipe", () =>
    Effect.gen(function* () {
      const folder = yield* made((path) => {
        mkdirSync(`${path}/.aws`)
        execFileSync("mkfifo", [`${path}/.aws/config`])
      })
      const error = yield* Effect.flip(taken(folder))
      assert.deepInclude(error, { _tag: "SourceUnusable", origin: { _tag: "SharedFile", file: "config" } })
      assert.include("detail" in error ? error.detail : "", "a pipe or the like")
    }).pipe(Effect.timeout("10 seconds"))
  )
})

describe("the shared files", () => {
  const paths = (env: { readonly [name: string]: string }, passwordHome?: string) =>
    readProfileFiles("the process").pipe(
      Effect.provideService(PasswordHome, () => passwordHome),
      Effect.map(({ configPath, credentialsPath }) => [configPath, credentialsPath]),
      Effect.provide([NodeFileSystem.layer, environment(env)])
    )

  for (const [name, env, expected] of [
    ["in the home folder", { HOME: "/h" }, ["/h/.aws/config", "/h/.aws/credentials"]],
    [
      "at variables within their paths",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what the file path holds.
      { HOME: "/h", AWS_CONFIG_FILE: "$HOME/${D}/c", AWS_SHARED_CREDENTIALS_FILE: "~/$D$NONE", D: "d" },
      ["/h/d/c", "/h/d$NONE"]
    ],
    [
      "nowhere where their variables are empty",
      { HOME: "/h", AWS_CONFIG_FILE: "", AWS_SHARED_CREDENTIALS_FILE: "" },
      [undefined, undefined]
    ],
    ["one of them nowhere", { HOME: "/h", AWS_CONFIG_FILE: "" }, [undefined, "/h/.aws/credentials"]],
    [
      "in the home folder beside variables of longer names",
      { HOME: "/h", AWS_CONFIG_FILE_OLD: "/x" },
      ["/h/.aws/config", "/h/.aws/credentials"]
    ],
    ["in the password file's home without HOME", {}, ["/pw/.aws/config", "/pw/.aws/credentials"]],
    ["in the password file's home by a tilde", { AWS_CONFIG_FILE: "~/c" }, ["/pw/c", "/pw/.aws/credentials"]]
  ] as const) {
    it.live(`are ${name}`, () =>
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* paths(env, "/pw"), [...expected])
      })
    )
  }

  it.live("are nowhere where no home is known", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* paths({}), [undefined, undefined])
    })
  )

  it.live("keep their links", () =>
    Effect.gen(function* () {
      const folder = yield* home(() => ({ real: `[default]\n${keys}` }))
      mkdirSync(`${folder}/.aws`)
      symlinkSync(`${folder}/real`, `${folder}/.aws/config`)
      assert.strictEqual((yield* taken(folder))[0], "AKIAFILE")
      rmSync(`${folder}/real`)
      assert.deepStrictEqual(yield* taken(folder), ["ASIACONTAINER", ""])
    })
  )
})
