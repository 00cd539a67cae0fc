import { run } from "./run.ts"
import { runMain } from "./runMain.ts"

/** Answers a person's call, or any that only the parser of command lines understands. */
export const answer = (args: ReadonlyArray<string>): void => runMain(run(args))
