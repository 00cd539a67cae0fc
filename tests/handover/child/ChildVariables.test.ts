import * as NodeFileSystem from "@effect/platform-node-shared/NodeFileSystem"
import { assert, describe, it } from "@effect/vitest"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Logger from "effect/Logger"
import type { ChildEnvironment } from "../../../src/domain/child/ChildEnvironment.ts"
import { environment, profileEnvironment } from "../../../src/handover/child/ChildVariables.ts"
import type { Session } from "../../../src/services/Session.ts"
import { filesBelow, platform, testHome } from "../snapshotStoreSuite.ts"
import { stubEnv } from "../stubSession.ts"

interface Home {
  readonly config?: string
  readonly credentials?: string
  readonly boto?: string
  readonly env?: Record<string, string>
  readonly session?: Session
}

interface Found extends ChildEnvironment {
  readonly home: string
  /** Files below the hand-over folder. */
  readonly made: ReadonlyArray<string>
  readonly logged: string
  readonly text: (variable: string) => string
}

/** The variables of a child of a process with this home, by a server. */
const childIn = <A>(
  { config, credentials, boto, env = {}, session = stubEnv("sbx") }: Home,
  test: (found: Found) => A
) =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const { home } = yield* testHome
    yield* fs.makeDirectory(`${home}/.aws`)
    if (config !== undefined) yield* fs.writeFileString(`${home}/.aws/config`, config)
    if (credentials !== undefined) yield* fs.writeFileString(`${home}/.aws/credentials`, credentials)
    if (boto !== undefined) yield* fs.writeFileString(`${home}/.boto`, boto)
    const lines: Array<string> = []
    const logger = Logger.make<unknown, void>(({ message }) => {
      lines.push(String(message))
    })
    const { set, unset } = yield* environment(session).pipe(
      Effect.provide(platform),
      Effect.provide(Logger.layer([logger])),
      Effect.provideService(ConfigProvider.ConfigProvider, ConfigProvider.fromEnv({ env: { HOME: home, ...env } }))
    )
    const texts = new Map<string, string>()
    for (const value of Object.values(set)) {
      if (typeof value === "string" && value.startsWith(`${home}/.cache`)) {
        const info = yield* fs.stat(value)
        if (info.type === "File") texts.set(value, yield* fs.readFileString(value))
      }
    }
    test({
      home,
      set,
      unset,
      made: yield* filesBelow(`${home}/.cache`),
      logged: lines.join("\n"),
      text: (variable) => texts.get(String(set[variable])) ?? "none"
    })
  }).pipe(Effect.scoped, Effect.provide(NodeFileSystem.layer))

const keys = "aws_access_key_id = AKIAUSER\naws_secret_access_key = user-secret\n"

/** A session of a profile, as a laptop's is. */
const ofProfile = (profile: string): Session => {
  const session = stubEnv("sbx")
  const plan = {
    _tag: "UseProfile",
    profile,
    env: "sbx",
    why: "",
    guard: undefined,
    notApplied: [],
    notes: []
  } as const
  return { ...session, plan }
}

describe("the child of a server", () => {
  const harmless: ReadonlyArray<readonly [string, Home]> = [
    ["there are none", {}],
    ["[default] has settings alone", { config: "[default]\nregion = eu-west-1\noutput = yaml\nca_bundle = /ca.pem\n" }],
    ["other profiles have credentials", { config: `[profile a]\n${keys}`, credentials: `[b]\n${keys}` }],
    ["boto's old file has none", { boto: "[Credentials]\ngs_oauth2_refresh_token = x\n" }],
    ["other files are named", { env: { AWS_CONFIG_FILE: "/nowhere/config" } }]
  ]
  it.live.each(harmless)("keeps the user's own files where %s, and needs no folder", ([, home]) =>
    childIn(home, ({ set, unset, made, logged }) => {
      for (const name of ["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "BOTO_CONFIG"]) {
        assert.notProperty(set, name)
        assert.notInclude(unset, name)
      }
      assert.deepStrictEqual(made, [])
      assert.strictEqual(logged, "")
    })
  )

  const shadowing: ReadonlyArray<readonly [string, Home]> = [
    ["keys", { config: "[default]\nregion = eu-west-1\n", credentials: `[default]\n${keys}` }],
    ["a role", { config: "[default]\nregion = eu-west-1\nrole_arn = arn:aws:iam::222222222222:role/r\n" }],
    ["a sign-in", { config: "[default]\nregion = eu-west-1\nsso_session = s\n" }],
    ["a process", { config: "[default]\nregion = eu-west-1\ncredential_process = tool\n" }]
  ]
  it.live.each(shadowing)("gets the settings alone where [default] has %s", ([, home]) =>
    childIn(home, ({ set, text, logged }) => {
      assert.strictEqual(text("AWS_CONFIG_FILE"), "[default]\nregion = eu-west-1\n")
      assert.strictEqual(text("AWS_SHARED_CREDENTIALS_FILE"), "")
      assert.strictEqual(set.AWS_CREDENTIAL_PROFILES_FILE, set.AWS_SHARED_CREDENTIALS_FILE)
      assert.strictEqual(logged, "")
    })
  )

  it.live("hears that the user's other profiles are not there, and how to have them", () =>
    childIn({ credentials: `[default]\n${keys}[other]\n${keys}` }, ({ logged }) => {
      assert.include(logged, "none of the other profiles")
      assert.include(logged, "--static")
    })
  )

  it.live("sees nothing of files that nobody can understand", () =>
    childIn({ config: "no section\n" }, ({ text, logged }) => {
      assert.strictEqual(text("AWS_CONFIG_FILE"), "")
      assert.include(logged, "cannot be understood")
    })
  )

  it.live("gets no keys of boto's old file", () =>
    childIn({ boto: `[Credentials]\n${keys}` }, ({ set, text }) => {
      assert.strictEqual(text("BOTO_CONFIG"), "")
      assert.notProperty(set, "AWS_CONFIG_FILE")
    })
  )

  const settings = "[profile p]\noutput = text\nca_bundle = /p.pem\n"
  it.live("has what its session's profile says, where that has a variable, but not over the environment's", () =>
    Effect.all([
      childIn({ config: settings, session: ofProfile("p") }, ({ set }) => {
        assert.deepInclude(set, { AWS_DEFAULT_OUTPUT: "text", AWS_CA_BUNDLE: "/p.pem" })
      }),
      childIn({ config: settings, session: ofProfile("p"), env: { AWS_CA_BUNDLE: "/env.pem" } }, ({ set }) => {
        assert.notProperty(set, "AWS_CA_BUNDLE")
      })
    ])
  )

  it.live("inside another exec has the user's own files again", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const { home } = yield* testHome
      const outer = {
        HOME: home,
        AWS_CONFIG_FILE: "/run/x/config",
        AWS_SHARED_CREDENTIALS_FILE: "/run/x/credentials",
        BOTO_SES_USER_CONFIG_FILE: `${home}/conf`,
        BOTO_SES_HANDOVER_FOLDER: "/run/x"
      }
      yield* fs.writeFileString(`${home}/conf`, "[default]\noutput = json\n")
      const run = <A, E>(effect: Effect.Effect<A, E, never>) =>
        Effect.provideService(effect, ConfigProvider.ConfigProvider, ConfigProvider.fromEnv({ env: outer }))
      for (const made of [environment(stubEnv("sbx")), profileEnvironment(stubEnv("sbx"))]) {
        const { set, unset } = yield* run(Effect.scoped(Effect.provide(made, platform)))
        assert.strictEqual(set.AWS_CONFIG_FILE, `${home}/conf`)
        assert.includeMembers([...unset], ["AWS_SHARED_CREDENTIALS_FILE", "BOTO_SES_HANDOVER_FOLDER"])
      }
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )
})
