import { copyFileSync, mkdirSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { besidePlace, inCi, onLaptop, spawn } from "../cli/harness.ts"
import { accounts } from "../factory/acme.ts"
import { answers, withPeer } from "./peers.ts"

const awsCli = ["aws", "sts", "get-caller-identity", "--query", "Account", "--output", "text"] as const

const boto3 = [
  "python3",
  "-c",
  "import boto3; print(boto3.Session().client('sts').get_caller_identity()['Account'])"
] as const

/** The AWS SDK for JavaScript, which gives `credential_process` to a shell. */
const javascript = [
  "node",
  "--input-type=module",
  "-e",
  `const { GetCallerIdentityCommand, STSClient } = await import(${JSON.stringify(import.meta.resolve("@aws-sdk/client-sts"))})
  console.log((await new STSClient().send(new GetCallerIdentityCommand())).Account)`
] as const

const clients: ReadonlyArray<
  readonly [name: string, present: boolean, command: readonly [string, ...ReadonlyArray<string>]]
> = [
  ["the AWS CLI", answers("aws", "--version"), awsCli],
  ["boto3", answers("python3", "-c", "import boto3"), boto3],
  ["the AWS SDK for JavaScript", true, javascript]
]

for (const [name, present, command] of clients) {
  withPeer(name, present, () => {
    describe(name, () => {
      it.live("takes credentials through credential-process, whatever the configuration's path", () =>
        Effect.gen(function* () {
          const { folder, config, env, program } = yield* onLaptop
          const hostile = join(folder, "it's (a) folder & more")
          mkdirSync(hostile)
          copyFileSync(config, join(hostile, "config.json"))
          const configured = yield* program("node", ["configure", "--config", join(hostile, "config.json")])
          assert.deepStrictEqual([configured.exitCode, besidePlace(configured.stderr)], [0, ""])
          for (const target of ["sbx", "prd", "devops"] as const) {
            const { stdout, stderr } = yield* spawn(command, {
              cwd: "/",
              env: { ...env, BOTO_SES_CONFIG: "", AWS_PROFILE: `boto-ses-${target}` }
            })
            assert.deepStrictEqual([stdout.trim(), stderr], [accounts[target], ""])
          }
        })
      )

      it.live("takes credentials inside exec, by a server and by fixed keys", () =>
        Effect.gen(function* () {
          const { program } = yield* inCi
          for (const flags of [["prd"], ["prd", "--static"], ["devops"]]) {
            const { exitCode, stdout, stderr } = yield* program("node", ["exec", ...flags, "--", ...command])
            assert.deepStrictEqual(
              [exitCode, stdout.trim(), stderr],
              [0, flags[0] === "prd" ? accounts.prd : accounts.devops, ""]
            )
          }
        })
      )
    })
  })
}
