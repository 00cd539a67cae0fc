/** Random shared files and environments: ours must answer as boto3 and the AWS CLI v1 do, or a row says why not. */
import { readFileSync } from "node:fs"
import { assert, it } from "@effect/vitest"
import { intended } from "./judges/random/Intended.ts"
import { randomProfiles } from "./judges/random/Suite.ts"

it("docs/profiles.md has each difference that is intended, with its reason", () => {
  const text = readFileSync(new URL("../../docs/profiles.md", import.meta.url), "utf8")
  const inText = [...text.matchAll(/^- \*\*(.+?)\*\*: (.+)$/gm)].map(([, name, because]) => [name, because])
  assert.deepStrictEqual(
    inText,
    intended.map(({ name, because }) => [name, because])
  )
})

randomProfiles({ first: 0, cases: 2_000 })
