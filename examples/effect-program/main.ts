import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Console, Effect } from "effect"
import { Aws } from "./Aws.ts"
import { promote } from "./promote.ts"

promote.pipe(Effect.flatMap(Console.log), Effect.provide(Aws.layer), NodeRuntime.runMain)
