import { assert, describe, it } from "@effect/vitest"
import { markPureCalls } from "../../scripts/bundle/pureCalls.ts"

const marked = (text: string): string => markPureCalls("file.ts", text).replaceAll("/* @__PURE__ */ ", "•")

describe("markPureCalls", () => {
  for (const [text, expected] of [
    ["const a = f(1)(2)", "const a = •f(1)(2)"],
    ["export const a: A = f.g().pipe(h())", "export const a: A = •f.g().pipe(h())"],
    ["const a = new Map([f()])", "const a = •new Map([f()])"],
    ["export class A extends Data.Error<{}> {}", "export class A extends Data.Error<{}> {}"],
    ['class A extends Context.Service<A>()("a") {}', 'class A extends •Context.Service<A>()("a") {}'],
    ["const a = f() as A", "const a = •f() as A"],
    ["const a = { b: f(), c: [g(), ...h()] }", "const a = { b: •f(), c: [•g(), ...h()] }"],
    ["const a = b ? f() : g()", "const a = b ? •f() : •g()"],
    ["const a = () => f()", "const a = () => f()"],
    ["f()", "f()"],
    ["export default f()", "export default f()"]
  ] as const) {
    it(text, () => assert.strictEqual(marked(text), expected))
  }

  it("leaves the lines where they are", () => {
    const text = "const a = f(\n  1\n)\nconst b = g()\n"
    assert.strictEqual(markPureCalls("file.ts", text).split("\n").length, text.split("\n").length)
  })
})
