import { assert, it } from "@effect/vitest"

/** `npm run test:deno` and `npm run test:bun` set it; whoever starts Vitest by hand means Node. */
const script = process.env.npm_lifecycle_event ?? ""

const expected = /^test:(deno|bun)$/.exec(script)?.[1] ?? "node"

it(`the suite runs on ${expected}`, () => {
  const { bun, deno } = process.versions
  assert.strictEqual(bun !== undefined ? "bun" : deno !== undefined ? "deno" : "node", expected)
})
