/** Measures processes, and says what the samples come to. */
import { spawn } from "node:child_process"
import { join } from "node:path"
import { environment } from "../lib/run.ts"
import type { Sample, Samples } from "./programs/alternate.ts"

export interface Command {
  readonly command: string
  readonly args: ReadonlyArray<string>
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
}

/** What a command wrote, and the milliseconds from its start to the first of it and to its end, and of CPU in all. */
export interface Metered {
  readonly stdout: string
  readonly firstOutput: number
  readonly milliseconds: number
  readonly cpu: number
}

const meter = join(import.meta.dirname, "meter.ts")

/** Runs a command to its end. */
export const runCommand = (command: Command): Promise<Metered> =>
  new Promise((resolve, reject) => {
    const child = spawn("bun", [meter], { env: environment, stdio: ["pipe", "pipe", "inherit"] })
    let text = ""
    child.stdout.setEncoding("utf8").on("data", (part: string) => {
      text += part
    })
    child.once("error", reject)
    child.once("close", (code) => {
      if (code !== 0) return reject(new Error(`the meter ended with ${code}`))
      const { exitCode, stderr, ...metered } = JSON.parse(text)
      if (exitCode === 0 && metered.firstOutput !== undefined) resolve(metered)
      else reject(new Error(`${[command.command, ...command.args].join(" ")} ended with ${exitCode}:\n${stderr}`))
    })
    child.stdin.end(JSON.stringify(command))
  })

/** A whole process as a sample, or one to what it writes first. */
export const sampleOf =
  (command: Command, until: "firstOutput" | "milliseconds" = "milliseconds") =>
  async (): Promise<Sample> => {
    const metered = await runCommand(command)
    return { wall: metered[until], cpu: metered.cpu }
  }

export const median = (values: ReadonlyArray<number>): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const [low = Number.NaN, high = Number.NaN] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]]
  return (low + high) / 2
}

/** What two sides come to in one measure. */
export interface Compared {
  /** The median of the turns' ratios, each ours to its neighbour's. */
  readonly median: number
  /** The least of ours to the least of theirs, which whatever else the machine did troubled least. */
  readonly least: number
  /** The medians of each side. */
  readonly ours: number
  readonly bare: number
}

export const compare = ({ ours, bare }: Samples, measure: keyof Sample): Compared => {
  const [first, second] = [ours, bare].map((samples) => samples.map((sample) => sample[measure] ?? Number.NaN))
  const [a, b] = [first ?? [], second ?? []]
  return {
    median: median(a.map((value, turn) => value / (b[turn] ?? Number.NaN))),
    least: Math.min(...a) / Math.min(...b),
    ours: median(a),
    bare: median(b)
  }
}
