import type { AwsProcess } from "./awsProcess.ts"
import { type Compared, compare } from "./measure.ts"
import type { Sample, Samples } from "./programs/alternate.ts"
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
  /** The ratio that is aimed at, if one is, and of what. */
  readonly reach?: number
  readonly by: keyof Sample
  /** What `wall` counts where it is no time. */
  readonly unit?: string
  readonly measure: (bench: Bench) => Promise<Samples>
}

type Told = Omit<Row, "measure">

/** What a row came to. */
export interface Result extends Told {
  readonly wall: Compared
  readonly cpu: Compared | undefined
  readonly turns: number
  readonly reached: boolean | undefined
}

export const resultOf = ({ name, about, reach, by, unit }: Told, samples: Samples): Result => {
  const wall = compare(samples, "wall")
  const cpu = samples.ours.every((sample) => sample.cpu !== undefined) ? compare(samples, "cpu") : undefined
  const judged = by === "cpu" ? cpu : wall
  return {
    name,
    about,
    by,
    ...(reach === undefined ? {} : { reach }),
    ...(unit === undefined ? {} : { unit }),
    wall,
    cpu,
    turns: samples.ours.length,
    reached: reach === undefined || judged === undefined ? undefined : judged.median <= reach
  }
}
