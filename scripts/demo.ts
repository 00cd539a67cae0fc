/**
 * Shows what the package does, on a local AWS: one program in four places.
 *
 * Usage: node scripts/demo.ts
 */
import { runMain } from "@effect/platform-node-shared/NodeRuntime"
import * as Effect from "effect/Effect"
import { demo } from "../src/cli/commands/demo/demo.ts"
import { reportFailure } from "../src/cli/terminal/ReportFailure.ts"
import { layerScreen } from "../src/cli/terminal/Screen.ts"

runMain(Effect.provide(reportFailure(demo), layerScreen))
