import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { editConfig, textOf, type WantedProfile } from "../../src/cli/commands/configure/editAwsConfig.ts"
import { configTexts } from "../cli/configureTexts.ts"
import { besidePlace, onLaptop, type Runtime, spawn } from "../cli/harness.ts"
import { accounts } from "../factory/acme.ts"
import { answers, run, withPeer } from "./peers.ts"

/** Reads pairs of texts from stdin, and tells what botocore finds in each as a config file. */
const script = `
import json, os, sys, tempfile
from botocore.configloader import load_config
def found(text):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "config")
        with open(path, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        return load_config(path)
json.dump([[found(text) for text in pair] for pair in json.load(sys.stdin)], sys.stdout)
`

type Settings = { readonly [name: string]: unknown }
type Found = { readonly profiles: { readonly [name: string]: Settings }; readonly services?: unknown }

const sbx: WantedProfile = {
  name: "boto-ses-sbx",
  target: "sbx",
  command: '/usr/bin/boto-ses --config "/my folder/c.json" credential-process sbx',
  region: "us-east-1"
}

const withoutOurs = ({ profiles, ...rest }: Found) => {
  const { "boto-ses-sbx": ours, ...others } = profiles
  const { credential_process: _command, ...kept } = ours ?? {}
  return { ...rest, profiles: { ...others, "boto-ses-sbx": kept } }
}

withPeer("boto3", answers("python3", "-c", "import boto3"), () => {
  describe("botocore", () => {
    it.live("finds the command in what configure writes, and all else as it was", () =>
      Effect.gen(function* () {
        // Its reader takes no byte order mark.
        const pairs = configTexts
          .map((text) => text.replace("\uFEFF", ""))
          .map((text) => [text, textOf(Result.getOrThrow(editConfig(text, [sbx])))] as const)
        const { status, stdout, stderr } = yield* run("python3", ["-c", script], {}, JSON.stringify(pairs))
        assert.strictEqual(status, 0, stderr)
        const found = JSON.parse(stdout) as ReadonlyArray<readonly [Found, Found]>
        for (const [index, [before, after]] of found.entries()) {
          const text = JSON.stringify(pairs[index])
          assert.strictEqual(after.profiles["boto-ses-sbx"]?.credential_process, sbx.command, text)
          const expected = withoutOurs(before)
          if (before.profiles["boto-ses-sbx"] === undefined) {
            expected.profiles["boto-ses-sbx"] = { region: "us-east-1" }
          }
          assert.deepStrictEqual(withoutOurs(after), expected, text)
        }
      })
    )
  })
})

const runtimes: ReadonlyArray<Runtime> = ["node", "deno", "bun"]

withPeer("the AWS CLI", answers("aws", "--version"), () => {
  for (const runtime of runtimes) {
    it.live(`the AWS CLI takes credentials through the profile that configure on ${runtime} wrote`, () =>
      Effect.gen(function* () {
        const { env, program } = yield* onLaptop
        const configured = yield* program(runtime, ["configure"])
        assert.deepStrictEqual([configured.exitCode, besidePlace(configured.stderr)], [0, ""])
        const { stdout, stderr } = yield* spawn(
          ["aws", "--profile", "boto-ses-prd", "sts", "get-caller-identity", "--query", "Account", "--output", "text"],
          { cwd: "/", env: { ...env, BOTO_SES_CONFIG: "" } }
        )
        assert.deepStrictEqual([stdout.trim(), stderr], [accounts.prd, ""])
      })
    )
  }
})
