import { runMain } from "./RunMain.ts"
import { run } from "./run.ts"

/** Answers a person's call, or any that only the parser of command lines understands. */
export const answer = (args: ReadonlyArray<string>): void => runMain(run(args))
