/** Measures processes, and says what the samples come to. */
import { spawn } from "node:child_process"
import type { Samples } from "./programs/alternate.ts"

export interface Command {
  readonly command: string
  readonly args: ReadonlyArray<string>
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
}

/** Runs a command to its end: what it wrote, and the milliseconds from its start to the first of it and to its end. */
export const runCommand = ({
  command,
  args,
  cwd,
  env
}: Command): Promise<{ readonly stdout: string; readonly firstOutput: number; readonly milliseconds: number }> =>
  new Promise((resolve, reject) => {
    const start = performance.now()
    let firstOutput: number | undefined
    let [stdout, stderr] = ["", ""]
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] })
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      firstOutput ??= performance.now() - start
      stdout += text
    })
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text
    })
    child.once("error", reject)
    let milliseconds = 0
    child.once("exit", () => {
      milliseconds = performance.now() - start
    })
    child.once("close", (code) => {
      if (code === 0 && firstOutput !== undefined) resolve({ stdout, firstOutput, milliseconds })
      else reject(new Error(`${[command, ...args].join(" ")} ended with ${code}:\n${stderr}`))
    })
  })

export const median = (values: ReadonlyArray<number>): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const [low = Number.NaN, high = Number.NaN] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]]
  return (low + high) / 2
}

/** The ratios of the turns, each ours to its neighbour's. */
export interface Ratio {
  readonly median: number
  readonly min: number
  readonly max: number
}

export const ratioOf = ({ ours, bare }: Samples): Ratio => {
  const ratios = ours.map((value, turn) => value / (bare[turn] ?? Number.NaN))
  return { median: median(ratios), min: Math.min(...ratios), max: Math.max(...ratios) }
}
