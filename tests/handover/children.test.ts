import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import process from "node:process"
import { assert, describe, it } from "@effect/vitest"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Logger from "effect/Logger"
import * as Redacted from "effect/Redacted"
import { Handover } from "../../mod.ts"
import { LocalAws } from "../../src/testing/mod.ts"
import { Aws, accounts, envs, laptopUser, world } from "../factory/acme.ts"
import { program } from "./processes.ts"

const bin = (name: string): string => join(import.meta.dirname, "../../node_modules/.bin", name)

const asker = program("asker")

const runtimes = [
  ["node", bin("node"), []],
  ["deno", bin("deno"), ["run", "-A"]],
  ["bun", bin("bun"), []]
] as const

/** A home whose `[default]` profile is another account, and the variables of a process there. */
const makePlace = (runtime: "local" | "ci" | "aws_cloud9") =>
  Effect.gen(function* () {
    const aws = yield* LocalAws.LocalAws
    const home = yield* Effect.acquireRelease(
      Effect.sync(() => mkdtempSync(join(tmpdir(), "children-"))),
      (folder) => Effect.sync(() => rmSync(folder, { recursive: true }))
    )
    const block = (name: string, accountId: string) =>
      Effect.map(
        aws.userCredentials(accountId, laptopUser),
        (keys) =>
          `[${name}]\naws_access_key_id = ${keys.accessKeyId}\naws_secret_access_key = ${Redacted.value(keys.secretAccessKey)}\n`
      )
    const blocks = [yield* block("default", accounts.dr), yield* block("acme-devops", accounts.devops)]
    for (const env of envs) {
      const { accessKeyId, secretAccessKey, sessionToken } = yield* aws.roleCredentials(
        accounts[env],
        `${env}_deployment_role`
      )
      blocks.push(
        `[acme-${env}]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${Redacted.value(secretAccessKey)}\n` +
          `aws_session_token = ${Redacted.value(sessionToken)}\n`
      )
    }
    mkdirSync(join(home, ".aws"))
    writeFileSync(join(home, ".aws", "credentials"), blocks.join("\n"))
    const devops = yield* aws.roleCredentials(accounts.devops, "devops_role")
    return {
      home,
      env: {
        PATH: process.env.PATH ?? "",
        HOME: home,
        DENO_DIR: process.env.DENO_DIR ?? join(tmpdir(), "deno-cache"),
        NO_COLOR: "1",
        AWS_EC2_METADATA_DISABLED: "true",
        AWS_ENDPOINT_URL: aws.endpoint,
        USER_RUNTIME_NAME: runtime,
        USER_ENV_NAME: "tst",
        ...(runtime === "local"
          ? {}
          : {
              AWS_ACCESS_KEY_ID: devops.accessKeyId,
              AWS_SECRET_ACCESS_KEY: Redacted.value(devops.secretAccessKey),
              AWS_SESSION_TOKEN: Redacted.value(devops.sessionToken)
            })
      }
    }
  })

interface RunOptions {
  readonly handover?: boolean
  readonly static?: boolean
}

/** What the last process in line printed, run inside `exec` of sbx. */
const inExec = (
  runtime: "local" | "ci" | "aws_cloud9",
  command: string,
  args: ReadonlyArray<string>,
  options: RunOptions = {}
) =>
  Effect.gen(function* () {
    const { home, env } = yield* makePlace(runtime)
    const file = join(home, "stdout")
    const out = openSync(file, "w")
    const run = Effect.gen(function* () {
      const sbx = yield* Aws.env("sbx")
      return yield* Handover.exec(sbx, command, args, {
        inherited: env,
        stdio: ["ignore", out, "inherit"],
        static: options.static ?? false,
        ...(options.handover === true ? { handover: yield* Aws.devops } : {})
      })
    })
    const code = yield* run.pipe(
      Effect.provide(Aws.layer),
      Effect.provide(ConfigProvider.layer(ConfigProvider.fromEnv({ env })))
    )
    closeSync(out)
    assert.strictEqual(code, 0)
    return readFileSync(file, "utf8").trim()
  }).pipe(Effect.scoped, Effect.provide([LocalAws.layer(world), Logger.layer([])]))

const answers = (text: string): Record<string, string> => JSON.parse(text) as Record<string, string>

const absent = { local: accounts.devops, ci: "DevopsNotRecognised", aws_cloud9: "DevopsNotRecognised" } as const

describe.each(["local", "ci", "aws_cloud9"] as const)("a program of ours inside exec sbx, as on %s", (runtime) => {
  it.live.each(runtimes)(
    "is sbx, and without a hand-over has no more of devops than the place gives: %s",
    ([, command, args]) =>
      Effect.map(inExec(runtime, command, [...args, asker]), (text) =>
        assert.deepStrictEqual(answers(text), { app: accounts.sbx, sbx: accounts.sbx, devops: absent[runtime] })
      )
  )

  it.live.each([false, true])("has devops where it is handed over; fixed keys: %s", (fixed) =>
    Effect.map(inExec(runtime, bin("node"), [asker], { handover: true, static: fixed }), (text) =>
      assert.deepStrictEqual(answers(text), { app: accounts.sbx, sbx: accounts.sbx, devops: accounts.devops })
    )
  )

  it.live(
    "has it three levels deep: in descendants that are not exec, and in execs that each ask for it",
    () =>
      Effect.gen(function* () {
        const handedOver = { app: accounts.sbx, sbx: accounts.sbx, devops: accounts.devops }
        for (const levels of [
          ["plain", "plain"],
          ["exec-handover", "exec-handover"],
          ["plain", "exec-handover"]
        ]) {
          const text = yield* inExec(runtime, bin("node"), [asker, ...levels], { handover: true })
          assert.deepStrictEqual(answers(text), handedOver, levels.join(" "))
        }
        const without = yield* inExec(runtime, bin("node"), [asker, "exec"], { handover: true })
        assert.deepStrictEqual(answers(without), { ...handedOver, devops: absent[runtime] })
      }),
    // A dozen processes, one after the other.
    60_000
  )
})
