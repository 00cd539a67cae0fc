import * as Schema from "effect/Schema"
import { Configuration } from "./configure/schema.ts"
import { Report } from "./doctor/schema.ts"
import { Variables } from "./env/schema.ts"
import { Explanation } from "./explain/schema.ts"
import { InitAnswer } from "./init/schema.ts"
import { Cleared, KeptTargets } from "./sessions/schema.ts"
import { Trust } from "./trust/schema.ts"
import { WhoAmI } from "./whoami/schema.ts"

/** What each command answers with `--json`, by the command; `cli.schema.json` is made from it. */
export const answers: { readonly [command: string]: Schema.Codec<unknown, unknown> } = {
  whoami: WhoAmI,
  env: Variables,
  configure: Configuration,
  doctor: Report,
  init: InitAnswer,
  explain: Explanation,
  "explain --matrix": Schema.Array(Explanation),
  sessions: KeptTargets,
  "sessions clear": Cleared,
  trust: Trust
}
