import { readFileSync } from "node:fs"
import { assert, layer, type Vitest } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { LocalAws } from "../../src/testing/mod.ts"
import { accounts, world } from "../factory/acme.ts"
import { judged } from "./judged.ts"
import { ask } from "./moto/Ask.ts"
import { iamRows } from "./moto/iamRows.ts"
import type { Row } from "./moto/Row.ts"
import { s3Rows } from "./moto/s3Rows.ts"
import { stsRows } from "./moto/stsRows.ts"
import { hasMoto, Moto } from "./moto.ts"
import { withPeer } from "./peers.ts"

interface Difference {
  readonly ours: string
  readonly moto: string
  readonly right: "ours" | "moto" | "both"
  /** The documentation that says so. */
  readonly source: string
  readonly became: string
}

const known: { readonly [title: string]: Difference } = JSON.parse(
  readFileSync(new URL("./moto/differences.json", import.meta.url), "utf8")
)

const compared = (rows: ReadonlyArray<Row>) =>
  Effect.gen(function* () {
    const aws = yield* LocalAws.LocalAws
    const moto = yield* Moto
    const { accessKeyId, secretAccessKey } = yield* aws.userCredentials(accounts.devops, "ci")
    const keys = { accessKeyId, secretAccessKey: Redacted.value(secretAccessKey) }
    // moto's own checks of signatures and policies have tests of their own; here its parameters are asked.
    yield* moto.unsignedAllowed
    const wrong: Array<string> = []
    const found: { [title: string]: { readonly ours: string; readonly moto: string } } = {}
    for (const row of rows) {
      const ours = yield* Effect.promise(() => ask(aws.endpoint, keys, row))
      const theirs = yield* Effect.promise(() => ask(moto.endpoint, moto.user, row))
      const told = ours.code === undefined ? `${ours.status}` : `${ours.status} ${ours.code}`
      if (told !== row.aws) wrong.push(`${row.title}: AWS answers ${row.aws}, the local AWS ${told}`)
      if (ours.facets !== theirs.facets) found[row.title] = { ours: ours.facets, moto: theirs.facets }
    }
    judged("moto", rows.length)
    const expected = Object.fromEntries(
      Object.entries(known).flatMap(([title, { ours, moto: theirs }]) =>
        rows.some((row) => row.title === title) ? [[title, { ours, moto: theirs }]] : []
      )
    )
    assert.deepStrictEqual(wrong, [])
    assert.deepStrictEqual(found, expected)
  })

const tests = (it: Vitest.MethodsNonLive<Moto | LocalAws.LocalAws>): void => {
  for (const [service, rows] of [
    ["STS", stsRows],
    ["IAM", iamRows],
    ["S3", s3Rows]
  ] as const) {
    it.effect(`${service}: ${rows.length} requests, and each difference is in the table`, () => compared(rows))
  }

  it.effect("the table names rows that there are, each once", () =>
    Effect.sync(() => {
      const titles = [...stsRows, ...iamRows, ...s3Rows].map(({ title }) => title)
      assert.strictEqual(new Set(titles).size, titles.length)
      assert.isAtLeast(titles.length, 300)
      assert.deepStrictEqual(
        Object.keys(known).filter((title) => !titles.includes(title)),
        []
      )
    })
  )
}

const layers = Layer.merge(Moto.layer, LocalAws.layer(world))

withPeer("moto_server", hasMoto, () =>
  layer(layers, { excludeTestServices: true })("the local AWS and moto_server, asked the same", tests)
)
