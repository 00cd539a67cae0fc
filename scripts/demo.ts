/**
 * Shows what the package does, on a local AWS: one program in four places.
 *
 * Usage: node scripts/demo.ts
 */
import { runMain } from "@effect/platform-node-shared/NodeRuntime"
import * as Effect from "effect/Effect"
import { demo } from "../src/cli/commands/demo/work.ts"
import { reportErrors } from "../src/cli/terminal/ReportErrors.ts"
import { Screen } from "../src/cli/terminal/Screen.ts"

runMain(Effect.provide(reportErrors(demo), Screen.layer))
