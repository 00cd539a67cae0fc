import { assert, describe, it } from "@effect/vitest"
import { type Command, median, ratioOf, runCommand } from "../../scripts/bench/measure.ts"
import { alternate } from "../../scripts/bench/programs/alternate.ts"
import { resultOf } from "../../scripts/bench/Row.ts"
import { report } from "../../scripts/bench/report.ts"
import { environment } from "../../scripts/lib/run.ts"
import { paintNothing } from "../../src/cli/terminal/Paint.ts"

const node = (code: string): Command => ({
  command: "node",
  args: ["--eval", code],
  cwd: import.meta.dirname,
  env: { PATH: environment.PATH, WORD: "hello" }
})

describe("a measured command", () => {
  it("gives what it wrote, and when it began to", async () => {
    const { stdout, firstOutput } = await runCommand(node("console.log(process.env.WORD); console.log('again')"))
    assert.strictEqual(stdout, "hello\nagain\n")
    assert.isAbove(firstOutput, 0)
  })
  it("has only the environment that it is given", async () => {
    const { stdout } = await runCommand(node("console.log(Object.keys(process.env).sort().join())"))
    assert.strictEqual(stdout, "PATH,WORD\n")
  })
  it("ends the run where it fails, with what it says", async () => {
    const failure = await runCommand(node("console.error('no credentials'); process.exit(3)")).catch(String)
    assert.match(String(failure), /ended with 3:\nno credentials/)
  })
  it("ends the run where it says nothing", async () => {
    const failure = await runCommand(node("")).catch(String)
    assert.match(String(failure), /ended with 0/)
  })
})

describe("alternate", () => {
  it("takes turns, and does not count the first", async () => {
    const order: Array<string> = []
    const side = (name: string) => async () => order.push(name)
    const samples = await alternate(2, side("a"), side("b"))
    assert.deepStrictEqual(order, ["a", "b", "a", "b", "a", "b"])
    assert.deepStrictEqual(samples, { ours: [3, 5], bare: [4, 6] })
  })
  it("measures commands of the quick mode", async () => {
    const side = async () => (await runCommand(node("console.log(1)"))).firstOutput
    const { ours, bare } = await alternate(1, side, side)
    assert.deepStrictEqual([ours.length, bare.length], [1, 1])
  })
})

describe("the ratio", () => {
  it("is the median of each turn's own", () => {
    assert.deepStrictEqual(ratioOf({ ours: [2, 30, 8], bare: [1, 10, 8] }), { median: 2, min: 1, max: 3 })
  })
  it("has a median between the two in the middle", () => {
    assert.deepStrictEqual([median([4, 1, 3, 2]), median([5]), median([3, 1, 2])], [2.5, 5, 2])
  })
})

describe("the report", () => {
  const results = [
    resultOf(
      { name: "start", about: "One thing, and another.", reach: 1.1 },
      { ours: [12, 9, 30], bare: [10, 10, 10] }
    ),
    resultOf({ name: "cached read", about: "A third, and a fourth.", reach: 2 }, { ours: [1, 1], bare: [1, 1] })
  ]
  it("tells whether each reach is reached", () => {
    assert.deepStrictEqual(
      results.map(({ reached }) => reached),
      [false, true]
    )
  })
  it("is a table for people", () => {
    assert.deepStrictEqual(report(results, { columns: 80, paint: paintNothing }), [
      "What one thing takes against another, measured in turns in one run: the median",
      "of the turns' ratios.",
      "",
      "ROW          RATIO    MIN–MAX   REACH             FIRST   SECOND",
      "start         1.20  0.90–3.00  ≤ 1.10  missed   12.0 ms  10.0 ms",
      "cached read   1.00  1.00–1.00  ≤ 2.00  reached   1.0 ms   1.0 ms",
      "",
      "start        One thing, and another. 3 turns.",
      "cached read  A third, and a fourth. 2 turns."
    ])
  })
})
