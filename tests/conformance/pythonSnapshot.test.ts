/**
 * The Python original's snapshot: JSON whose fields are arguments of `boto3.Session`, as it writes and reads them. A
 * program of our own with boto3 stands for both sides of it.
 */
import { join } from "node:path"
import * as NodeFileSystem from "@effect/platform-node-shared/NodeFileSystem"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Logger from "effect/Logger"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { layerPlainFile } from "../../src/handover/store/PlainFileStore.ts"
import { originIn, storeIn, testHome } from "../handover/snapshotStoreSuite.ts"
import { secretOf, stubDevops, tokenOf } from "../handover/stubSession.ts"
import { judged } from "./judged.ts"
import { answers, run, withPeer } from "./peers.ts"

/** Writes the ambient session to the first path with the umask that is there, then reads all paths. */
const program = `
import json, os, sys
import boto3
os.umask(0o022)
def told(session):
    keys = session.get_credentials()
    return [keys.access_key, keys.secret_key, keys.token or None, session.region_name or None]
own, *paths = sys.argv[1:]
session = boto3.Session()
key, secret, token, region = told(session)
fields = {"region_name": region, "aws_access_key_id": key, "aws_secret_access_key": secret}
if token: fields["aws_session_token"] = token
with open(own, "w") as file: json.dump(fields, file)
answers = []
for path in paths:
    try:
        with open(path) as file: answers.append(told(boto3.Session(**json.load(file))))
    except Exception as error: answers.append(type(error).__name__)
json.dump({"mode": os.stat(own).st_mode & 0o777, "answers": answers}, sys.stdout)
`

const python = { AWS_ACCESS_KEY_ID: "ASIAPYTHON", AWS_SECRET_ACCESS_KEY: "sp", AWS_SESSION_TOKEN: "tp" }

/** What ours reads of a file, in boto3's order; its reason where it refuses. */
const readByOurs = (env: Record<string, string>, path: string) =>
  Effect.gen(function* () {
    const child = { set: { BOTO_SES_PLAIN_SNAPSHOT_FILE: path }, unset: [] }
    const read = yield* Effect.result((yield* originIn(layerPlainFile(), env, child)).read)
    if (Result.isFailure(read)) return "detail" in read.failure ? read.failure.detail : read.failure._tag
    const { accessKeyId, secretAccessKey, sessionToken } = read.success.credentials
    return [
      accessKeyId,
      Redacted.value(secretAccessKey),
      sessionToken === undefined ? null : Redacted.value(sessionToken),
      read.success.region ?? null
    ]
  })

const keys = `"aws_access_key_id":"AKIAX","aws_secret_access_key":"s"`
const noSnapshot = /is no snapshot/

/** A file's text, and what ours says where boto3 does not say the same: with why. */
const texts: ReadonlyArray<readonly [text: string, ours?: RegExp | ReadonlyArray<string | null>]> = [
  [`{"region_name":"eu-west-1",${keys},"aws_session_token":"t"}`],
  [`{"region_name":"eu-west-1",${keys}}`],
  [`{"region_name":"eu-west-1",${keys},"aws_session_token":null}`],
  [`{"region_name":"eu-west-1",${keys},"aws_session_token":""}`],
  [`{"region_name":null,${keys},"aws_session_token":"t"}`],
  [`{${keys},"aws_session_token":"t"}`],
  [`{"region_name":"",${keys}}`],
  // A reader of a later version's file goes on; Python's refuses an argument that it does not know.
  [`{"region_name":"eu-west-1",${keys},"later":1}`, ["AKIAX", "s", null, "eu-west-1"]],
  [`{"region_name":"eu-west-1",${keys},"profile_name":"nobody"}`, ["AKIAX", "s", null, "eu-west-1"]],
  // Here boto3 takes the ambient keys, which are not those that were handed over.
  [`{"region_name":"eu-west-1","aws_access_key_id":"","aws_secret_access_key":""}`, noSnapshot],
  [`{"region_name":"eu-west-1","aws_access_key_id":"AKIAX"}`, noSnapshot],
  [`{"region_name":"eu-west-1",`, noSnapshot],
  ["", noSnapshot],
  ["[]", noSnapshot]
]

withPeer("boto3", answers("python3", "-c", "import boto3"), () =>
  describe("the plain snapshot and boto3", () => {
    it.live("read what the other writes, and the same of every other file", () =>
      Effect.gen(function* () {
        const fs = yield* FileSystem.FileSystem
        const { env, home } = yield* testHome
        const store = yield* storeIn(layerPlainFile(), env)
        const shared: Array<string> = []
        for (const token of [true, false]) {
          const child = yield* store.share(stubDevops({ token }))
          shared.push(String(child.set.BOTO_SES_PLAIN_SNAPSHOT_FILE))
        }
        const paths = texts.map((_, index) => join(home, `${index}.json`))
        for (const [index, [text]] of texts.entries()) {
          yield* fs.writeFileString(paths[index] ?? "", text, { mode: 0o600 })
        }
        const own = join(home, ".bsm-snapshot.json")
        const output = yield* run("python3", ["-c", program, own, ...shared, ...paths], python)
        assert.strictEqual(output.status, 0, output.stderr)
        const said: { readonly mode: number; readonly answers: ReadonlyArray<unknown> } = JSON.parse(output.stdout)

        assert.deepStrictEqual(said.answers.slice(0, 2), [
          ["ASIADEVOPS", secretOf("devops"), tokenOf("devops"), "eu-west-1"],
          ["ASIADEVOPS", secretOf("devops"), null, "eu-west-1"]
        ])
        assert.strictEqual(said.mode, 0o644)
        assert.deepStrictEqual(yield* readByOurs(env, own), ["ASIAPYTHON", "sp", "tp", null])
        for (const [index, [text, stated]] of texts.entries()) {
          const ours = yield* readByOurs(env, paths[index] ?? "")
          const boto3 = said.answers[index + 2]
          if (stated === undefined) assert.deepStrictEqual(ours, boto3 as typeof ours, text)
          else if (stated instanceof RegExp) assert.match(String(ours), stated, text)
          else assert.deepStrictEqual(ours, [...stated], text)
          if (stated !== undefined) assert.notDeepEqual(ours, boto3, `${text}: boto3 says so too, so strike it out`)
        }
        judged("boto3", texts.length + 3)
      }).pipe(Effect.provide([NodeFileSystem.layer, Logger.layer([])]))
    )

    it.live("ours refuses what another may have put in the file's place", () =>
      Effect.gen(function* () {
        const fs = yield* FileSystem.FileSystem
        const { env, home } = yield* testHome
        const file = join(home, "own.json")
        yield* fs.writeFileString(file, `{${keys}}`, { mode: 0o600 })
        yield* fs.symlink(file, join(home, "link"))
        yield* fs.makeDirectory(join(home, "folder"))
        assert.match(String(yield* readByOurs(env, join(home, "link"))), /is a symbolic link/)
        assert.match(String(yield* readByOurs(env, join(home, "folder"))), /is not a file/)
        assert.match(String(yield* readByOurs(env, "/dev/null")), /is not a file/)
        assert.match(String(yield* readByOurs(env, join(home, "absent"))), /is not there/)
        yield* fs.chmod(file, 0o664)
        assert.match(String(yield* readByOurs(env, file)), /can be written by other users/)
      }).pipe(Effect.provide(NodeFileSystem.layer))
    )
  })
)
