import { execFile } from "node:child_process"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as LocalAws from "../../src/testing/LocalAws.ts"
import { cases, world } from "../aws/ambientCases.ts"
import { ours, ownerOf, settle } from "../aws/ambientRun.ts"
import { answers, withPeer } from "./peers.ts"

/** Reads environments, and writes for each the access key that boto3 takes in it. */
const script = `
import json, os, sys
import boto3, botocore.exceptions
answers = []
for env in json.load(sys.stdin):
    os.environ.clear()
    os.environ.update(env)
    try:
        credentials = boto3.Session().get_credentials()
        answers.append(credentials.get_frozen_credentials().access_key if credentials else "none")
    except botocore.exceptions.ProfileNotFound:
        answers.append("not found")
    except Exception as error:
        answers.append("error")
json.dump(answers, sys.stdout)
`

const boto3 = (
  environments: ReadonlyArray<{ readonly [name: string]: string }>
): Effect.Effect<ReadonlyArray<string>, Error> =>
  Effect.callback((resume, signal) => {
    const child = execFile("python3", ["-c", script], { signal }, (error, stdout, stderr) => {
      resume(
        error === null ? Effect.succeed(JSON.parse(stdout)) : Effect.fail(new Error(`${error.message}\n${stderr}`))
      )
    })
    child.stdin?.end(JSON.stringify(environments))
  })

withPeer("boto3", answers("python3", "-c", "import boto3"), () =>
  describe("the ambient chain and boto3", () => {
    it.live(
      "take the same credentials in every environment",
      () =>
        Effect.gen(function* () {
          const environments = yield* Effect.forEach(cases, settle)
          const theirs = yield* boto3(environments)
          for (const [index, { name, takes }] of cases.entries()) {
            const key = theirs[index] ?? ""
            const owner = key.startsWith("A") ? yield* ownerOf(key) : key
            assert.strictEqual(owner, takes, `boto3: ${name}`)
            assert.strictEqual(yield* ours(environments[index] ?? {}), takes, `ours: ${name}`)
          }
        }).pipe(Effect.provide(LocalAws.layer(world))),
      60_000
    )
  })
)
