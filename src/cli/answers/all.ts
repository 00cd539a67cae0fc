import * as Schema from "effect/Schema"
import { DoctorAnswer } from "../doctor/Answer.ts"
import { InitAnswer } from "../init/Answer.ts"
import { Configuration } from "./Configuration.ts"
import { Explanation } from "./Explanation.ts"
import { Variables } from "./Variables.ts"
import { WhoAmI } from "./WhoAmI.ts"

/** What each command answers with `--json`, by the command; `cli.schema.json` is made from it. */
export const answers: { readonly [command: string]: Schema.Codec<unknown, unknown> } = {
  whoami: WhoAmI,
  env: Variables,
  configure: Configuration,
  doctor: DoctorAnswer,
  init: InitAnswer,
  explain: Explanation,
  "explain --matrix": Schema.Array(Explanation)
}
