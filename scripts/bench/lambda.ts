import type { Variables } from "./awsProcess.ts"
import type { Way } from "./bundles.ts"
import { sampleOf } from "./measure.ts"
import { alternate } from "./programs/alternate.ts"
import type { Row } from "./Row.ts"

/** The variables of a job, as a function has them. */
const asFunction = ({ CI: _ci, GITHUB_ACTIONS: _actions, ...variables }: Variables): Variables => ({
  ...variables,
  AWS_LAMBDA_FUNCTION_NAME: "bench",
  LAMBDA_TASK_ROOT: "/var/task"
})

const size = (way: Way, reach: number): Row => ({
  name: `Lambda, size by ${way}`,
  about: `The handler of a function with the package and a client of S3, and with Effect and a bare one: all that ${way} makes, minified.`,
  reach,
  by: "wall",
  unit: "KB",
  measure: async ({ project }) => {
    const bytes = (program: string) => [{ wall: project.sizeOf(way, program) / 1000 }]
    return { ours: bytes("lambda"), bare: bytes("bareLambda") }
  }
})

const start = (way: Way, reach: number): Row => ({
  name: `Lambda, start by ${way}`,
  about: `These two, from the start of the process through the answer of ListBuckets.`,
  reach,
  by: "cpu",
  measure: ({ project, aws, turns }) => {
    const side = (program: string) => sampleOf(project.bundled(way, program, asFunction(aws.near)), "firstOutput")
    return alternate(turns, side("lambda"), side("bareLambda"))
  }
})

export const lambdas: ReadonlyArray<Row> = [
  size("esbuild, one file", 1.25),
  start("esbuild, one file", 1.15),
  start("rolldown", 1.15)
]
