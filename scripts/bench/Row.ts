import type { AwsProcess } from "./awsProcess.ts"
import { median, type Ratio, ratioOf } from "./measure.ts"
import type { Samples } from "./programs/alternate.ts"
import type { Project } from "./project.ts"

/** What a row is measured with. */
export interface Bench {
  readonly project: Project
  readonly aws: AwsProcess
  /** How often each side is measured. */
  readonly turns: number
  /** Whether numbers need not mean much: the bench is only tried out. */
  readonly quick: boolean
}

/** One comparison. */
export interface Row {
  readonly name: string
  /** What is compared with what, in a sentence. */
  readonly about: string
  /** The ratio that is aimed at. */
  readonly reach: number
  readonly measure: (bench: Bench) => Promise<Samples>
}

/** What a row came to. */
export interface Result extends Pick<Row, "name" | "about" | "reach"> {
  readonly ratio: Ratio
  /** Median milliseconds. */
  readonly ours: number
  readonly bare: number
  readonly turns: number
  readonly reached: boolean
}

export const resultOf = ({ name, about, reach }: Pick<Row, "name" | "about" | "reach">, samples: Samples): Result => {
  const ratio = ratioOf(samples)
  return {
    name,
    about,
    reach,
    ratio,
    ours: median(samples.ours),
    bare: median(samples.bare),
    turns: samples.ours.length,
    reached: ratio.median <= reach
  }
}
