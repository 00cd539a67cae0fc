import { assert, describe, it } from "@effect/vitest"
import { type Command, compare, median, runCommand, sampleOf } from "../../scripts/bench/measure.ts"
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

const walls = (...values: ReadonlyArray<number>) => values.map((wall) => ({ wall }))

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
    const side = (name: string) => async () => ({ wall: order.push(name) })
    const samples = await alternate(2, side("a"), side("b"))
    assert.deepStrictEqual(order, ["a", "b", "a", "b", "a", "b"])
    assert.deepStrictEqual(samples, { ours: walls(3, 5), bare: walls(4, 6) })
  })
  it("measures whole commands, of CPU too", async () => {
    const { ours, bare } = await alternate(1, sampleOf(node("console.log(1)")), sampleOf(node("console.log(2)")))
    assert.deepStrictEqual([ours.length, bare.length], [1, 1])
    for (const { wall, cpu } of [...ours, ...bare]) {
      assert.isAbove(wall, 1)
      assert.isAbove(cpu ?? 0, 1)
    }
  })
})

describe("the comparison", () => {
  it("is the median of each turn's ratio, and the ratio of the least", () => {
    const samples = { ours: walls(2, 30, 8), bare: walls(1, 10, 8) }
    assert.deepStrictEqual(compare(samples, "wall"), { median: 2, least: 2, ours: 8, bare: 8 })
  })
  it("has a median between the two in the middle", () => {
    assert.deepStrictEqual([median([4, 1, 3, 2]), median([5]), median([3, 1, 2])], [2.5, 5, 2])
  })
})

describe("the report", () => {
  const told = { about: "One thing, and another.", by: "cpu" } as const
  const cpu = (...values: ReadonlyArray<number>) => values.map((value) => ({ wall: value * 2, cpu: value }))
  const results = [
    resultOf({ ...told, name: "start", reach: 1.1 }, { ours: cpu(12, 9, 30), bare: cpu(10, 10, 10) }),
    resultOf({ ...told, name: "cached read", by: "wall", reach: 2 }, { ours: walls(1, 1), bare: walls(1, 1) }),
    resultOf({ ...told, name: "size", by: "wall", unit: "KB" }, { ours: walls(6), bare: walls(4) })
  ]
  it("tells whether each reach is reached, where there is one", () => {
    assert.deepStrictEqual(
      results.map(({ reached }) => reached),
      [false, true, undefined]
    )
  })
  it("is a table for people", () => {
    assert.deepStrictEqual(report(results, { columns: 100, paint: paintNothing }), [
      "What one thing takes against another, measured in turns in one run: of CPU and by the clock, the",
      "median of the turns' ratios, and the least of one to the least of the other.",
      "",
      "ROW           CPU  LEAST  WALL  LEAST       REACH             FIRST   SECOND",
      "start        1.20   0.90  1.20   0.90  cpu ≤ 1.10  missed   24.0 ms  20.0 ms",
      "cached read               1.00   1.00      ≤ 2.00  reached   1.0 ms   1.0 ms",
      "size                      1.50   1.50                        6.0 KB   4.0 KB",
      "",
      "start        One thing, and another. 3 turns.",
      "cached read  One thing, and another. 2 turns.",
      "size         One thing, and another. 1 turn."
    ])
  })
})
