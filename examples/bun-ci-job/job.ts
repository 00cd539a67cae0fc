import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Console, Effect } from "effect"
import { Aws } from "./Aws.ts"
import { release } from "./release.ts"

release(process.argv[2] ?? "1.0.0").pipe(
  Effect.flatMap((lines) => Console.log(lines.join("\n"))),
  Effect.provide(Aws.layer),
  NodeRuntime.runMain
)
