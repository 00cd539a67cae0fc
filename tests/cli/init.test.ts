import { execFileSync } from "node:child_process"
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync
} from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Terminal from "effect/Terminal"
import type { GivenFlags } from "../../src/cli/commands/init/givenFlags.ts"
import {
  guessedEnvs,
  nearestFirst,
  type ProposedProfile,
  proposedProfiles
} from "../../src/cli/commands/init/proposedProfiles.ts"
import { askDraft } from "../../src/cli/commands/init/questions.ts"
import { InitAnswer } from "../../src/cli/commands/init/schema.ts"
import * as EnvConfig from "../../src/live/EnvConfig.ts"
import { nodeServices } from "../../src/live/NodeServices.ts"
import { accounts } from "../factory/acme.ts"
import { onLaptop, type Place } from "./harness.ts"
import { pressed } from "./pressed.ts"

const flags = [
  "--region",
  "us-east-1",
  "--devops-account",
  accounts.devops,
  "--devops-profile",
  "acme-devops",
  "--env",
  `sbx=${accounts.sbx}:acme-sbx`,
  "--env",
  `prd=${accounts.prd}:acme-prd`
]

/** A laptop with an empty folder for the file. */
const empty = Effect.map(onLaptop, (place) => {
  const folder = join(place.folder, "project")
  mkdirSync(folder)
  const file = join(folder, "boto-ses.config.json")
  const init = (...args: ReadonlyArray<string>) => place.cli(["init", "--output", file, ...args])
  return { ...place, folder, file, init }
})

const without = (name: string): ReadonlyArray<string> => {
  const at = flags.indexOf(name)
  return at < 0 ? flags : flags.filter((_, index) => index !== at && index !== at + 1)
}

/** What a call is told, on one line. */
const said = ({ stderr }: { readonly stderr: string }): string => stderr.replace(/\s+/g, " ")

const noFile = ({ folder }: { readonly folder: string }): void => assert.deepStrictEqual(readdirSync(folder), [])

describe("init with flags", () => {
  it.live("writes a configuration that the library accepts and doctor passes", () =>
    Effect.gen(function* () {
      const place = yield* empty
      const { exitCode, stdout, stderr } = yield* place.init(...flags)
      assert.deepStrictEqual(
        { exitCode, stdout, stderr },
        { exitCode: 0, stdout: `Written: ${place.file}\nnext: boto-ses doctor\n`, stderr: "" }
      )
      assert.strictEqual(
        readFileSync(place.file, "utf8"),
        [
          "{",
          '  "$schema": "./node_modules/effect-boto-ses/config.schema.json",',
          '  "region": "us-east-1",',
          '  "devops": { "accountId": "111111111111", "profile": "acme-devops" },',
          '  "workloads": {',
          '    "sbx": { "accountId": "222222222222", "profile": "acme-sbx" },',
          '    "prd": { "accountId": "555555555555", "profile": "acme-prd" }',
          "  },",
          '  "defaultAppEnv": "sbx"',
          "}",
          ""
        ].join("\n")
      )
      assert.deepStrictEqual(readdirSync(place.folder), ["boto-ses.config.json"])
      assert.strictEqual(statSync(place.file).mode & 0o133, 0)
      yield* Effect.scoped(Layer.build(EnvConfig.layerFile(place.file)))
      const doctor = yield* place.cli(["doctor", "--config", place.file])
      assert.deepStrictEqual([doctor.exitCode, doctor.stdout.includes("Nothing failed.")], [0, true], doctor.stdout)
    })
  )

  it.live("answers a program as its schema says, and takes --config for the file", () =>
    Effect.gen(function* () {
      const place = yield* empty
      const { exitCode, stdout } = yield* place.cli(["init", "--json", "--config", place.file, ...flags])
      assert.strictEqual(exitCode, 0)
      assert.deepStrictEqual(Schema.decodeUnknownSync(InitAnswer)(JSON.parse(stdout)), {
        file: place.file,
        envs: ["sbx", "prd"],
        defaultAppEnv: "sbx",
        region: "us-east-1"
      })
    })
  )

  it.live("takes the only workload for the app's, and the one named where there are several", () =>
    Effect.gen(function* () {
      const place = yield* empty
      const common = ["--region", "us-east-1", "--devops-account", accounts.devops]
      const written = () => JSON.parse(readFileSync(place.file, "utf8")).defaultAppEnv
      yield* place.init(...common, "--env", `tst=${accounts.tst}`)
      assert.strictEqual(written(), "tst")
      const two = [...common, "--env", `tst=${accounts.tst}`, "--env", `stg=${accounts.stg}`]
      assert.include(said(yield* place.init("--force", ...two)), "--default-app-env NAME")
      yield* place.init("--force", ...two, "--default-app-env", "stg")
      assert.strictEqual(written(), "stg")
    })
  )

  it.live("writes with --force behind a link, and takes the place of no FIFO", () =>
    Effect.gen(function* () {
      const place = yield* empty
      writeFileSync(join(place.folder, "real.json"), "{}")
      symlinkSync("real.json", place.file)
      assert.strictEqual((yield* place.init(...flags)).exitCode, 3)
      assert.strictEqual((yield* place.init(...flags, "--force")).exitCode, 0)
      assert.strictEqual(readlinkSync(place.file), "real.json")
      assert.include(readFileSync(place.file, "utf8"), "us-east-1")
      const fifo = join(place.folder, "fifo.json")
      execFileSync("mkfifo", [fifo])
      const refused = yield* place.cli(["init", "--output", fifo, ...flags, "--force"])
      assert.strictEqual(refused.exitCode, 3)
      assert.include(said(refused), "is a FIFO and no file")
      assert.isTrue(lstatSync(fifo).isFIFO())
    })
  )

  it.live("never replaces a file but with --force", () =>
    Effect.gen(function* () {
      const place = yield* empty
      writeFileSync(place.file, "precious")
      const refused = yield* place.init(...flags)
      assert.strictEqual(refused.exitCode, 3)
      assert.include(said(refused), "error FileExists")
      assert.strictEqual(readFileSync(place.file, "utf8"), "precious")
      assert.strictEqual((yield* place.init(...flags, "--force")).exitCode, 0)
      assert.include(readFileSync(place.file, "utf8"), accounts.prd)
      assert.deepStrictEqual(readdirSync(place.folder), ["boto-ses.config.json"])
    })
  )

  it.live("writes none beside another form of the configuration", () =>
    Effect.gen(function* () {
      const place = yield* empty
      writeFileSync(join(place.folder, "boto-ses.config.yaml"), "")
      const refused = yield* place.init(...flags, "--force")
      assert.strictEqual(refused.exitCode, 3)
      assert.include(said(refused), "boto-ses.config.yaml is there")
      assert.isFalse(existsSync(place.file))
    })
  )

  it.live("names the flags that are missing where nobody can be asked", () =>
    Effect.gen(function* () {
      const place = yield* empty
      for (const [flag, told] of [
        ["--region", "--region REGION"],
        ["--devops-account", "--devops-account ACCOUNT"]
      ] as const) {
        const refused = yield* place.init(...without(flag))
        assert.strictEqual(refused.exitCode, 2)
        assert.include(said(refused), `these flags are missing: ${told}. Give them.`)
      }
      const bare = yield* place.init()
      assert.include(said(bare), "missing: --devops-account ACCOUNT, --env NAME=ACCOUNT[:PROFILE], --region REGION.")
      noFile(place)
    })
  )

  for (const [what, args, told] of [
    ["an account that is none", ["--devops-account", "1234"], "devops.accountId: expected an AWS account id"],
    ["an env's name that is none", ["--env", `Prd=${accounts.dr}`], '"Prd", which is not an env name'],
    ["a word that means something else", ["--env", `devops=${accounts.dr}`], '"devops", which cannot name a workload'],
    ["an env that was given twice", ["--env", `sbx=${accounts.dr}`], "sbx was given twice"],
    ["an env without an account", ["--env", "tst"], "expected NAME=ACCOUNT or NAME=ACCOUNT:PROFILE"],
    ["a region that is none", ["--region", "Virginia"], "region: expected an AWS region"],
    ["a default env that is no workload", ["--default-app-env", "stg"], "defaultAppEnv"]
  ] as const) {
    it.live(`writes nothing for ${what}`, () =>
      Effect.gen(function* () {
        const place = yield* empty
        const base = args[0] === "--env" ? flags : without(args[0])
        const refused = yield* place.init(...base, ...args)
        assert.strictEqual(refused.exitCode, 2)
        assert.include(said(refused), told)
        noFile(place)
      })
    )
  }

  it.live("writes JSON only, and says so where the name is another's", () =>
    Effect.gen(function* () {
      const place = yield* empty
      const refused = yield* place.cli(["init", ...flags, "--output", join(place.folder, "config.toml")])
      assert.strictEqual(refused.exitCode, 2)
      assert.include(said(refused), "expected the name of a JSON file")
      noFile(place)
    })
  )

  it.live("says where a folder cannot be written to", () =>
    Effect.gen(function* () {
      const place = yield* empty
      const refused = yield* place.cli(["init", ...flags, "--output", join(place.folder, "none", "a.json")])
      assert.strictEqual(refused.exitCode, 3)
      assert.include(said(refused), "error FileUnwritable")
    })
  )

  it.live("tells at once that the folder lets others change the file", () =>
    Effect.gen(function* () {
      const place = yield* empty
      chmodSync(place.folder, 0o777)
      const refused = yield* place.init(...flags)
      assert.strictEqual(refused.exitCode, 3)
      assert.include(said(refused), "found that every user can")
    })
  )
})

const profile = (name: string, accountId?: string, region?: string): ProposedProfile => ({ name, accountId, region })

const profiles = [
  profile("default"),
  profile("acme-devops", accounts.devops, "eu-west-1"),
  profile("acme-sbx", accounts.sbx),
  profile("acme-prd")
]

const nothingGiven: GivenFlags = {
  region: undefined,
  devopsAccount: undefined,
  devopsProfile: undefined,
  workloads: undefined,
  defaultAppEnv: undefined
}

const named = { enter: "return", down: "down", up: "up", clear: "u" } as const

/** Keys as a person presses them: names of keys, or text that is typed. */
type Press = keyof typeof named | { readonly type: string }

const inputOf = (name: string, input?: string): Terminal.UserInput => ({
  input: Option.fromUndefinedOr(input),
  key: { name, ctrl: name === "u" && input === undefined, meta: false, shift: false }
})

const inputsOf = (press: Press): ReadonlyArray<Terminal.UserInput> =>
  typeof press === "string" ? [inputOf(named[press])] : Array.from(press.type, (letter) => inputOf(letter, letter))

const ask = (given: Partial<GivenFlags>, keys: ReadonlyArray<Press>, regionHere?: string, known = profiles) =>
  Effect.gen(function* () {
    const shown: Array<string> = []
    const draft = yield* askDraft({ ...nothingGiven, ...given }, known, regionHere).pipe(
      Effect.provide(Layer.mergeAll(pressed(keys.flatMap(inputsOf), shown), nodeServices))
    )
    return { draft, shown: shown.join("") }
  })

describe("init's questions", () => {
  it.live("propose the profiles of this machine and what they tell", () =>
    Effect.gen(function* () {
      const { draft } = yield* ask({}, [
        "enter", // acme-devops, the nearest
        "enter", // its account
        "enter", // sbx, prd by the profiles' names
        "enter", // acme-sbx
        "enter", // its account
        "enter", // acme-prd, which tells none
        { type: accounts.prd },
        "enter",
        "enter" // the region of acme-devops
      ])
      assert.deepStrictEqual(draft, {
        region: "eu-west-1",
        devops: { accountId: accounts.devops, profile: "acme-devops" },
        workloads: {
          sbx: { accountId: accounts.sbx, profile: "acme-sbx" },
          prd: { accountId: accounts.prd, profile: "acme-prd" }
        },
        defaultAppEnv: "sbx"
      })
    })
  )

  it.live("take an answer only once it is good", () =>
    Effect.gen(function* () {
      const { draft, shown } = yield* ask(
        { devopsAccount: accounts.devops, region: "us-east-1", defaultAppEnv: "tst" },
        [
          "clear",
          { type: "Tst" },
          "enter",
          "clear",
          { type: "tst" },
          "enter",
          { type: "12" },
          "enter",
          { type: "3456789012" },
          "enter"
        ],
        undefined,
        []
      )
      assert.deepStrictEqual(draft.workloads, { tst: { accountId: "123456789012" } })
      assert.include(shown, "is not an env name")
      assert.include(shown, "12 digits")
    })
  )

  it.live("ask for the app's env only where there is a choice", () =>
    Effect.gen(function* () {
      const workloads = { tst: { accountId: accounts.tst }, stg: { accountId: accounts.stg } }
      const given = { devopsAccount: accounts.devops, region: "us-east-1" }
      const two = yield* ask({ ...given, workloads }, ["down", "enter"])
      assert.strictEqual(two.draft.defaultAppEnv, "stg")
      const one = yield* ask({ ...given, workloads: { tst: workloads.tst } }, [])
      assert.strictEqual(one.draft.defaultAppEnv, "tst")
    })
  )

  it.live("let a person choose no profile, and take the region of the place", () =>
    Effect.gen(function* () {
      const { draft } = yield* ask(
        { workloads: { sbx: { accountId: accounts.sbx } } },
        ["up", "enter", { type: accounts.devops }, "enter", "enter"],
        "ap-southeast-2"
      )
      assert.deepStrictEqual(draft.devops, { accountId: accounts.devops })
      assert.strictEqual(draft.region, "ap-southeast-2")
    })
  )

  it.live("end where the person leaves", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(ask({}, ["enter"]))
      assert.isTrue(Terminal.isQuitError(error))
    })
  )
})

describe("what the profiles tell", () => {
  const profilesAt = (place: Place, config: string) => {
    writeFileSync(join(place.folder, ".aws", "config"), config)
    return proposedProfiles.pipe(
      Effect.provide(nodeServices),
      Effect.provide(ConfigProvider.layer(ConfigProvider.fromEnv({ env: place.env })))
    )
  }

  it.live("their accounts by a sign-in or a role, their regions, and nothing secret", () =>
    Effect.gen(function* () {
      const place = yield* onLaptop
      const found = yield* profilesAt(
        place,
        [
          "[profile by-role]",
          `role_arn = arn:aws:iam::${accounts.tst}:role/tst`,
          "source_profile = acme-devops",
          "[profile by-sso]",
          `sso_account_id = ${accounts.stg}`,
          "region = eu-west-1",
          ""
        ].join("\n")
      )
      assert.deepInclude(found, { name: "by-role", accountId: accounts.tst, region: undefined })
      assert.deepInclude(found, { name: "by-sso", accountId: accounts.stg, region: "eu-west-1" })
      assert.deepInclude(found, { name: "acme-sbx", accountId: undefined, region: undefined })
    })
  )

  it.live("nothing where the files cannot be read", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* profilesAt(yield* onLaptop, "no section"), [])
    })
  )

  it("the envs that are usual, in their usual order", () => {
    assert.deepStrictEqual(guessedEnvs(profiles), ["sbx", "prd"])
    assert.deepStrictEqual(guessedEnvs([profile("default"), profile("production")]), [])
  })

  it("first those whose name holds the env's", () => {
    assert.deepStrictEqual(
      nearestFirst(profiles, "prd").map(({ name }) => name),
      ["acme-prd", "default", "acme-devops", "acme-sbx"]
    )
  })
})
