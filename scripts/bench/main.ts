/**
 * Compares the package with the AWS SDK and Effect alone, on a local AWS in a
 * process of its own. The numbers are for reading: none of them fails the run.
 *
 * Usage: node scripts/bench/main.ts [--json] [--quick] [--turns 15] [--row PART_OF_A_NAME]
 */
import { parseArgs } from "node:util"
import * as Effect from "effect/Effect"
import { layerScreen, Screen } from "../../src/cli/terminal/Screen.ts"
import { findAwsCli } from "./awsCli.ts"
import { startAws } from "./awsProcess.ts"
import { cached } from "./cached.ts"
import { againstAwsCli } from "./commands.ts"
import { againstBareScript, warmAgainstBareScript } from "./credentialProcess.ts"
import { envs } from "./envs.ts"
import { lambdas } from "./lambda.ts"
import { manyEnvs } from "./many.ts"
import { makeProject } from "./project.ts"
import { type Result, type Row, resultOf } from "./Row.ts"
import { report } from "./report.ts"
import { sessions } from "./session.ts"
import { starts } from "./start.ts"

const awsCli = await findAwsCli()
/** Rows that are measured in one way stand together. */
const groups: ReadonlyArray<ReadonlyArray<Row>> = [
  starts,
  lambdas,
  [envs],
  [cached],
  sessions,
  manyEnvs,
  [againstBareScript],
  [warmAgainstBareScript],
  awsCli === undefined ? [] : againstAwsCli(awsCli)
]

const { values } = parseArgs({
  options: {
    json: { type: "boolean" },
    quick: { type: "boolean" },
    turns: { type: "string" },
    row: { type: "string", default: "" }
  }
})
const quick = values.quick === true
/** What is only tried is tried in each way once. */
const rows = groups.flatMap((group) => (quick ? group.slice(0, 1) : group))
const turns = Number(values.turns ?? (quick ? 1 : 15))

const measureAll = async (): Promise<ReadonlyArray<Result>> => {
  using project = await makeProject()
  await using aws = await startAws()
  const results: Array<Result> = []
  for (const row of rows) {
    if (row.name.includes(values.row)) results.push(resultOf(row, await row.measure({ project, aws, turns, quick })))
  }
  return results
}

const results = await measureAll()
await Effect.gen(function* () {
  const { out } = yield* Screen
  yield* out.lines(values.json === true ? [JSON.stringify(results, undefined, 2)] : report(results, out))
}).pipe(Effect.provide(layerScreen), Effect.runPromise)
