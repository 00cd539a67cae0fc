import * as Schema from "effect/Schema"
import { Configuration } from "./configure/answer.ts"
import { DoctorAnswer } from "./doctor/answer.ts"
import { Variables } from "./env/answer.ts"
import { Explanation } from "./explain/answer.ts"
import { InitAnswer } from "./init/answer.ts"
import { WhoAmI } from "./whoami/answer.ts"

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
