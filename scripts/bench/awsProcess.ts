/** Starts the local AWS of the benchmark in a process of its own. */
import { spawn } from "node:child_process"
import { join } from "node:path"
import { environment } from "../lib/run.ts"

export type Variables = { readonly [name: string]: string }

/** The variables of a job on a local AWS that answers at once, and on one that answers late. */
export interface AwsProcess extends AsyncDisposable {
  readonly near: Variables
  readonly far: Variables
}

export const startAws = async (delayMilliseconds: number): Promise<AwsProcess> => {
  const child = spawn("node", [join(import.meta.dirname, "aws.ts"), String(delayMilliseconds)], {
    env: environment,
    stdio: ["pipe", "pipe", "inherit"]
  })
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()))
  const variables = await new Promise<{ near: Variables; far: Variables }>((resolve, reject) => {
    let text = ""
    child.stdout.setEncoding("utf8").on("data", (part: string) => {
      text += part
      if (text.endsWith("\n")) resolve(JSON.parse(text))
    })
    child.once("error", reject)
    child.once("close", (code) => reject(new Error(`the local AWS ended with ${code}`)))
  })
  return {
    ...variables,
    [Symbol.asyncDispose]: async () => {
      child.stdin.end()
      await ended
    }
  }
}
