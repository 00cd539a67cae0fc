import { assert, describe, it, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import { layerFile } from "../../src/services/reading/Layers.ts"
import { aSecret, assertSays, configOf, folderWith, platform, policyOf, uid } from "./reading/harness.ts"

const good = '{ "devops": {}, "workloads": { "sbx": { "accountId": "222222222222" } } }'
const account = (config: { readonly entries: { readonly workloads: { readonly [env: string]: object } } }) =>
  config.entries.workloads.sbx
const found = layerFile(undefined)

layer(platform)("EnvConfig.layerFile", (it) => {
  describe("the search", () => {
    it.effect("takes the nearest file up to the repository's root", () =>
      Effect.gen(function* () {
        const folder = yield* folderWith({
          "repo/.git/HEAD": "",
          "repo/boto-ses.config.json": good,
          "repo/a/b/x.txt": ""
        })
        const config = yield* configOf(found, { working: `${folder}/repo/a/b` })
        assert.deepStrictEqual(account(config), { accountId: "222222222222" })
        assert.deepStrictEqual(config.sources, [
          `${folder}/repo/boto-ses.config.json (found from ${folder}/repo/a/b upwards)`
        ])
      })
    )

    it.effect("never reads above the repository's root, and says where it looked and why it stopped", () =>
      Effect.gen(function* () {
        const folder = yield* folderWith({
          "boto-ses.config.json": good,
          "repo/.git": "gitdir: elsewhere",
          "repo/a/x": ""
        })
        const error = yield* Effect.flip(configOf(found, { working: `${folder}/repo/a`, env: { HOME: folder } }))
        assertSays(error, "ConfigInvalid", [
          "found none; the search stopped there",
          `${folder}/repo/a, ${folder}/repo, found none;`,
          `${folder}/repo is the root of the repository`,
          "BOTO_SES_CONFIG"
        ])
      })
    )

    it.effect("outside a repository goes up to the home folder, and no further", () =>
      Effect.gen(function* () {
        const folder = yield* folderWith({ "boto-ses.config.json": good, "home/a/x": "" })
        const place = { working: `${folder}/home/a`, env: { HOME: `${folder}/home` } }
        const error = yield* Effect.flip(configOf(found, place))
        assertSays(error, "ConfigInvalid", [
          `${folder}/home/a, ${folder}/home, found none;`,
          `${folder}/home is the home folder`
        ])
        const config = yield* configOf(found, { ...place, env: { HOME: folder } })
        assert.deepStrictEqual(account(config), { accountId: "222222222222" })
      })
    )

    it.effect("outside both looks into the working folder alone", () =>
      Effect.gen(function* () {
        const folder = yield* folderWith({ "boto-ses.config.json": good, "a/x": "" })
        const error = yield* Effect.flip(configOf(found, { working: `${folder}/a`, env: { HOME: `${folder}/other` } }))
        assertSays(error, "ConfigInvalid", [
          `in ${folder}/a, found none;`,
          "neither in a repository nor in the home folder"
        ])
        assert.deepStrictEqual(account(yield* configOf(found, { working: folder })), { accountId: "222222222222" })
      })
    )

    it.effect("finds yaml and toml", () =>
      Effect.gen(function* () {
        const yaml = yield* folderWith({
          "boto-ses.config.yaml": "devops: {}\nworkloads:\n  sbx: { accountId: '222222222222' }\n"
        })
        const toml = yield* folderWith({
          "boto-ses.config.toml": "[devops]\n[workloads.sbx]\naccountId = '222222222222'\n"
        })
        for (const working of [yaml, toml]) {
          assert.deepStrictEqual(account(yield* configOf(found, { working })), { accountId: "222222222222" })
        }
      })
    )

    it.effect("never finds code or another extension", () =>
      Effect.gen(function* () {
        const working = yield* folderWith({
          "boto-ses.config.ts": "throw 1",
          "boto-ses.config.js": "",
          "boto-ses.config.yml": ""
        })
        assertSays(yield* Effect.flip(configOf(found, { working })), "ConfigInvalid", [
          "found none; the search stopped there"
        ])
      })
    )

    it.effect("ends at a folder that holds two files", () =>
      Effect.gen(function* () {
        const working = yield* folderWith({ "boto-ses.config.json": good, "boto-ses.config.toml": "" })
        assertSays(yield* Effect.flip(configOf(found, { working })), "ConfigInvalid", [
          "boto-ses.config.json",
          "boto-ses.config.toml",
          "Keep one"
        ])
      })
    )

    it.effect("ends at a bad file, though there is a good one above", () =>
      Effect.gen(function* () {
        const folder = yield* folderWith({
          ".git/HEAD": "",
          "boto-ses.config.json": good,
          "a/boto-ses.config.json": "{"
        })
        const error = yield* Effect.flip(configOf(found, { working: `${folder}/a` }))
        assertSays(error, "ConfigInvalid", [`${folder}/a/boto-ses.config.json`, "is not JSON at line 1, column 2"])
      })
    )

    it.effect("ends at a link that leads nowhere", () =>
      Effect.gen(function* () {
        const fs = yield* FileSystem.FileSystem
        const folder = yield* folderWith({ ".git/HEAD": "", "boto-ses.config.json": good, "a/x": "" })
        yield* fs.symlink(`${folder}/nowhere.json`, `${folder}/a/boto-ses.config.json`)
        const error = yield* Effect.flip(configOf(found, { working: `${folder}/a` }))
        assertSays(error, "ConfigInvalid", ["does not exist"])
      })
    )
  })

  describe("a named file", () => {
    it.effect("may be named by BOTO_SES_CONFIG, relative to the working folder", () =>
      Effect.gen(function* () {
        const working = yield* folderWith({ "conf/x.json": good })
        const config = yield* configOf(found, { working, env: { BOTO_SES_CONFIG: "conf/x.json" } })
        assert.deepStrictEqual(config.sources, [`${working}/conf/x.json (named by BOTO_SES_CONFIG)`])
      })
    )

    it.effect("comes before BOTO_SES_CONFIG where the program names it; an empty variable is unset", () =>
      Effect.gen(function* () {
        const working = yield* folderWith({ "x.json": good, "boto-ses.config.json": good })
        const named = yield* configOf(layerFile("x.json"), { working, env: { BOTO_SES_CONFIG: "none.json" } })
        assert.deepStrictEqual(named.sources, [`${working}/x.json (named by the program)`])
        const { sources } = yield* configOf(found, { working, env: { BOTO_SES_CONFIG: "" } })
        assert.include(sources[0], "boto-ses.config.json")
      })
    )

    it.effect("must be there, though another could be found", () =>
      Effect.gen(function* () {
        const working = yield* folderWith({ "boto-ses.config.json": good })
        const error = yield* Effect.flip(configOf(found, { working, env: { BOTO_SES_CONFIG: "none.json" } }))
        assertSays(error, "ConfigInvalid", [`${working}/none.json`, "does not exist"])
      })
    )

    it.effect("may be code, whose fields may be Configs", () =>
      Effect.gen(function* () {
        const config = new URL("../../node_modules/effect/dist/Config.js", import.meta.url).href
        const working = yield* folderWith({
          "conf.mjs": `import * as Config from ${JSON.stringify(config)}
            export default {
              devops: { profile: Config.String("NOWHERE") },
              workloads: { sbx: { accountId: Config.String("ID") } },
              rolePolicy: { externalId: "acme" }
            }`
        })
        const place = { working, env: { BOTO_SES_CONFIG: "conf.mjs", ID: "222222222222" } }
        const { entries } = yield* configOf(found, place)
        assert.deepStrictEqual(entries.workloads.sbx, { accountId: "222222222222" })
        assert.deepStrictEqual(entries.devops, { missing: [{ field: "profile", detail: "NOWHERE is not set" }] })
        const policy = yield* policyOf(found, place)
        assert.deepStrictEqual((yield* policy.role("sbx")).options, { externalId: "acme" })
      })
    )
  })

  describe("trust", () => {
    it.effect("refuses a folder that every user can change", () =>
      Effect.gen(function* () {
        const fs = yield* FileSystem.FileSystem
        const working = yield* folderWith({ "boto-ses.config.json": good })
        for (const mode of [0o777, 0o1777]) {
          yield* fs.chmod(working, mode)
          const error = yield* Effect.flip(configOf(found, { working }))
          assertSays(error, "ConfigInvalid", [
            `its folder ${working}: expected nobody but its owner to be able to change it, found that every user can`,
            "chmod go-w"
          ])
        }
      })
    )

    it.effect("refuses a file that every user can change, also a named one", () =>
      Effect.gen(function* () {
        const fs = yield* FileSystem.FileSystem
        const working = yield* folderWith({ "boto-ses.config.json": good })
        yield* fs.chmod(`${working}/boto-ses.config.json`, 0o666)
        for (const subject of [found, layerFile("boto-ses.config.json")]) {
          const error = yield* Effect.flip(configOf(subject, { working }))
          assertSays(error, "ConfigInvalid", [
            "boto-ses.config.json: expected nobody but its owner to be able to change it, found that every user can"
          ])
        }
      })
    )

    it.effect("refuses what a group can change, but for the owner's own group", () =>
      Effect.gen(function* () {
        const working = yield* folderWith({ "boto-ses.config.json": good })
        const file = `${working}/boto-ses.config.json`
        const user = { _tag: "User", uid: 1000 } as const
        const claim = (group: number) => {
          const info = { ...uid(1000), gid: uid(group).uid ?? assert.fail("no uid"), mode: 0o664 }
          return { [working]: { ...info, mode: 0o775 }, [file]: info }
        }
        assert.isOk(yield* configOf(found, { working, user, claims: claim(1000) }))
        const error = yield* Effect.flip(configOf(found, { working, user, claims: claim(50) }))
        assertSays(error, "ConfigInvalid", ["found that its group can"])
      })
    )

    it.effect("refuses another user's file, folder and link; root's are believed", () =>
      Effect.gen(function* () {
        const fs = yield* FileSystem.FileSystem
        const working = yield* folderWith({ "real/theirs.json": good })
        const file = `${working}/real/theirs.json`
        const link = `${working}/boto-ses.config.json`
        yield* fs.symlink(file, link)
        const user = { _tag: "User", uid: 1000 } as const
        const owners = (owned: { readonly [path: string]: number }) => ({
          working,
          user,
          claims: Object.fromEntries(
            [working, `${working}/real`, file, link].map((path) => [path, uid(owned[path] ?? 1000)])
          )
        })
        assert.isOk(yield* configOf(found, owners({})))
        assert.isOk(yield* configOf(found, owners({ [file]: 0, [link]: 0, [working]: 0 })))
        for (const [path, says] of [
          [file, `the file ${file}: expected you`],
          [`${working}/real`, `its folder ${working}/real: expected you`],
          [working, `its folder ${working}: expected you`],
          [link, "the link: expected you"]
        ] as const) {
          const error = yield* Effect.flip(configOf(found, owners({ [path]: 1001 })))
          assertSays(error, "ConfigInvalid", [
            says,
            "(uid 1000) or root as its owner, found that it belongs to another user (uid 1001)"
          ])
        }
      })
    )

    it.effect("refuses a link to another user's file as the system itself reports it", () =>
      Effect.gen(function* () {
        const fs = yield* FileSystem.FileSystem
        const working = yield* folderWith({ "theirs.json": good })
        yield* fs.symlink(`${working}/theirs.json`, `${working}/boto-ses.config.json`)
        const own = process.getuid?.() ?? assert.fail("no user ids")
        // Only root can give a file away; for others everything here is another user's.
        if (own === 0) yield* fs.chown(`${working}/theirs.json`, 4242, 4242)
        const user = { _tag: "User", uid: own === 0 ? 0 : own + 1 } as const
        const error = yield* Effect.flip(configOf(found, { working, user }))
        assertSays(error, "ConfigInvalid", ["belongs to another user", "chown"])
      })
    )

    it.effect("refuses where the user is hidden; asks nothing of a system without users", () =>
      Effect.gen(function* () {
        const working = yield* folderWith({ "boto-ses.config.json": good })
        const error = yield* Effect.flip(configOf(found, { working, user: { _tag: "Hidden" } }))
        assertSays(error, "ConfigInvalid", ["--allow-sys=uid"])
        assert.isOk(
          yield* configOf(found, { working, user: { _tag: "NoUsers" }, claims: { [working]: { mode: 0o777 } } })
        )
      })
    )

    it.effect("follows no ring of links", () =>
      Effect.gen(function* () {
        const fs = yield* FileSystem.FileSystem
        const working = yield* folderWith({})
        yield* fs.symlink(`${working}/boto-ses.config.json`, `${working}/b.json`)
        yield* fs.symlink(`${working}/b.json`, `${working}/boto-ses.config.json`)
        assertSays(yield* Effect.flip(configOf(found, { working })), "ConfigInvalid", ["they lead round"])
      })
    )
  })

  it.effect("feeds RolePolicy, by the default names where it says nothing", () =>
    Effect.gen(function* () {
      const working = yield* folderWith({
        "a.json": `{ "devops": {}, "workloads": { "sbx": {} }, "rolePolicy": {
          "roleName": "{env}-role", "durationSeconds": 3600, "envs": { "sbx": { "policy": "{}" } } } }`,
        "b.json": '{ "$schema": "x", "devops": {}, "workloads": {} }'
      })
      const policy = yield* policyOf(layerFile("a.json"), { working })
      assert.deepStrictEqual(yield* policy.role("sbx"), {
        roleName: "sbx-role",
        roleSessionName: "sbx_role_session",
        options: { durationSeconds: 3600, policy: "{}" }
      })
      const plain = yield* policyOf(layerFile("b.json"), { working })
      assert.strictEqual((yield* plain.role("prd")).roleName, "prd_deployment_role")
    })
  )

  const bad: ReadonlyArray<{ name: string; file?: string; text: string; says: ReadonlyArray<string> }> = [
    { name: "an empty file", text: "", says: ["is not JSON at line 1, column 1", "the end of the text"] },
    { name: "a comment", text: "// hello\n{}", says: ["is not JSON at line 1, column 1"] },
    {
      name: "a trailing comma",
      text: '{\n  "devops": {},\n}',
      says: ["at line 3, column 1", "a key in double quotes"]
    },
    { name: "an env that stands twice", text: '{"workloads":{"sbx":{},"sbx":{}}}', says: ["stands twice"] },
    { name: "text behind the end", text: `${good} x`, says: ["expected the end of the text"] },
    { name: "a secret in broken JSON", text: `{ "key": ${aSecret} }`, says: ["is not JSON at line 1, column 10"] },
    { name: "brackets without end", text: "[".repeat(200_000), says: ["nested more than 64 deep"] },
    { name: "a list", text: "[]", says: ["expected an object, found an empty list"] },
    { name: "null", text: "null", says: ["found null"] },
    { name: "an account id as a number", text: good.replace(/"(2{12})"/, "$1"), says: ["sbx.accountId", "in quotes"] },
    { name: "a mistyped entry", text: good.replace("workloads", "workload"), says: ['Did you mean "workloads"?'] },
    { name: "a file too large", text: " ".repeat(300_000), says: ["at most 262144 bytes"] },
    {
      name: "bad names in a policy",
      text: '{"devops":{},"workloads":{"sbx":{}},"rolePolicy":{"envs":{"sbz":{}}}}',
      says: ['"sbz"', 'Did you mean "sbx"?']
    },
    {
      name: "a mistyped policy",
      text: '{"devops":{},"workloads":{},"rolePolicy":{"durationSecond":900}}',
      says: ['"durationSeconds"?']
    },
    {
      name: "limits of a policy",
      text: '{"devops":{},"workloads":{},"rolePolicy":{"durationSeconds":1,"policy":"x","roleName":"{x}"}}',
      says: ["has 3 mistakes", "rolePolicy.durationSeconds", "rolePolicy.policy", "rolePolicy.roleName"]
    },
    {
      name: "a mistyped field at the top",
      text: '{"devops":{},"workloads":{},"rolePolice":{}}',
      says: ["expected the fields rolePolicy, ", 'found an unknown field "rolePolice". Did you mean "rolePolicy"?']
    },
    {
      name: "a mistyped field of an entry and of a policy",
      text: '{"devops":{"acountId":"1"},"workloads":{},"rolePolicy":{"roleNam":"x"}}',
      says: ["expected the fields accountId, ", 'Did you mean "accountId"?', "expected the fields roleName, "]
    },
    {
      name: "MFA in a policy",
      text: '{"devops":{},"workloads":{},"rolePolicy":{"mfa":{}}}',
      says: ['unknown field "mfa"']
    },
    { name: "YAML that is none", file: "x.yaml", text: "a: b: c", says: ["is not YAML at line 1"] },
    {
      name: "an env that stands twice in YAML",
      file: "x.yml",
      text: "workloads:\n  sbx: {}\n  sbx: {}\n",
      says: ["line 3, column 3: duplicate key"]
    },
    {
      name: "a YAML number for an account id",
      file: "x.yaml",
      text: "devops: {accountId: 011111111111}\nworkloads: {}",
      says: ["the number 11111111111", "in quotes"]
    },
    { name: "a YAML tag", file: "x.yaml", text: "a: !!js/function x", says: ["is not YAML at line 1, column 4"] },
    { name: "two YAML documents", file: "x.yaml", text: "a: 1\n---\nb: 2\n", says: ["multiple docs"] },
    { name: "an empty YAML file", file: "x.yaml", text: "", says: ["expected an object, found null"] },
    {
      name: "YAML aliases that grow",
      file: "x.yaml",
      text: `a: &a [x,x,x,x,x,x,x,x,x]\n${"bcdefghij"
        .split("")
        .map((k, i) => `${k}: &${k} [${Array(9).fill(`*${"abcdefghi"[i]}`).join(",")}]`)
        .join("\n")}`,
      says: ["aliases cannot be resolved"]
    },
    {
      name: "a YAML alias of itself",
      file: "x.yaml",
      text: "devops: &a { region: *a }\nworkloads: {}",
      says: ["devops.region: expected"]
    },
    { name: "TOML that is none", file: "x.toml", text: "[devops\n", says: ["is not TOML at line 1"] },
    {
      name: "a key that stands twice in TOML",
      file: "x.toml",
      text: "a = 1\na = 2\n",
      says: ["is not TOML at line 2, column 6: cannot redefine existing key."]
    },
    {
      name: "a table that stands twice in TOML",
      file: "x.toml",
      text: "[devops]\n[workloads]\n[devops]\n",
      says: ["is not TOML at line 3, column 9: cannot redefine table."]
    },
    {
      name: "a secret in broken TOML",
      file: "x.toml",
      text: `[devops]\nprofile = ${aSecret}\n`,
      says: ["is not TOML at line 2, column 51: invalid value."]
    },
    {
      name: "a TOML key with a secret and a place in it that stands twice",
      file: "x.toml",
      text: `"${aSecret}' at line 9, column 9\\n" = 1\n`.repeat(2),
      says: ["is not TOML at line 2, column 70: cannot redefine existing key."]
    },
    {
      name: "a TOML key without a value",
      file: "x.toml",
      text: "devops\n",
      says: ["is not TOML at line 1, column 7: expected '='."]
    },
    { name: "TOML lists without end", file: "x.toml", text: `a = ${"[".repeat(200_000)}`, says: ["nested too deeply"] },
    {
      name: "TOML tables without end",
      file: "x.toml",
      text: `a = ${"{ a = ".repeat(40_000)}`,
      says: ["nested too deeply"]
    },
    {
      name: "a TOML key that leads deep",
      file: "x.toml",
      text: `devops${".a".repeat(100_000)} = 1\n`,
      says: ["devops"]
    },
    {
      name: "a TOML date and time",
      file: "x.toml",
      text: "region = 2026-01-01T00:00:00Z\n[devops]\n[workloads]\n",
      says: ["region: expected text, found a date"]
    },
    {
      name: "a TOML date, which is a text as in YAML",
      file: "x.toml",
      text: "region = 2026-01-01\n[devops]\n[workloads]\n",
      says: ["region: expected", 'found "2026-01-01"']
    },
    { name: "an unknown extension", file: "x.ini", text: "", says: ["expected a name that ends in .json, .yaml"] },
    {
      name: "code that throws",
      file: "throws.mjs",
      text: `throw new Error("${aSecret}")`,
      says: ["expected code that loads", "not shown"]
    },
    {
      name: "code that throws a text",
      file: "text.mjs",
      text: `throw "${aSecret}"`,
      says: ["another value was thrown"]
    },
    {
      name: "code that does not parse",
      file: "broken.mjs",
      text: "export default {",
      says: ["expected code that loads, found that it failed"]
    },
    {
      name: "code without a default",
      file: "empty.mjs",
      text: "export const x = 1",
      says: ["expected a default export"]
    },
    {
      name: "code that gives a function",
      file: "function.mjs",
      text: "export default () => ({})",
      says: ["found a function"]
    }
  ]

  it.effect.each(bad)("refuses $name", ({ file = "x.json", text, says }) =>
    Effect.gen(function* () {
      const working = yield* folderWith({ [file]: text })
      const error = yield* Effect.flip(configOf(layerFile(file), { working }))
      assertSays(error, "ConfigInvalid", [`${working}/${file}`, ...says])
    })
  )

  it.effect("refuses bytes that are no text, a folder, and a path that is none", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const working = yield* folderWith({ "folder.json/x": "" })
      yield* fs.writeFile(`${working}/x.json`, new Uint8Array([0x7b, 0xff, 0xfe, 0x7d]))
      const of = (path: unknown) => Effect.flip(configOf(layerFile(path as string), { working }))
      assertSays(yield* of("x.json"), "ConfigInvalid", ["expected UTF-8 text"])
      assertSays(yield* of("folder.json"), "ConfigInvalid", ["expected a file, found a folder"])
      for (const path of [null, 7, "", "a\0.json", {}]) {
        assertSays(yield* of(path), "ConfigInvalid", ["expected the path of a file"])
      }
    })
  )

  it.effect("reads a file with a byte order mark", () =>
    Effect.gen(function* () {
      const working = yield* folderWith({ "x.json": `\uFEFF${good}` })
      assert.isOk(yield* configOf(layerFile("x.json"), { working }))
    })
  )
})

describe("EnvConfig.layerFile", () => {
  it.effect("says so where the working folder is gone", () =>
    Effect.gen(function* () {
      const gone = () => {
        throw new Error("ENOENT: uv_cwd")
      }
      const error = yield* Effect.flip(configOf(found, { resolve: gone }))
      assertSays(error, "ConfigInvalid", ["the working folder: expected one that exists"])
    })
  )
})
