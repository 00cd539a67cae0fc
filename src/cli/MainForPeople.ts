import { runAsProcess } from "./RunAsProcess.ts"
import { run } from "./run.ts"

/** Answers a person's call, or any that only the parser of command lines understands. */
export const mainForPeople = (args: ReadonlyArray<string>): void => runAsProcess(run(args))
