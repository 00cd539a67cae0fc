/** Starts the local AWS of the benchmark in a process of its own. */
import { spawn } from "node:child_process"
import { join } from "node:path"
import { environment } from "../lib/run.ts"

export type Variables = { readonly [name: string]: string }

type Job = "near" | "far" | "secure"

/** The variables of a job on a local AWS that answers at once, on one that answers late, and on one later over TLS. */
export interface AwsProcess extends AsyncDisposable, Readonly<Record<Job, Variables>> {}

export const startAws = async (): Promise<AwsProcess> => {
  const child = spawn("node", [join(import.meta.dirname, "aws.ts")], {
    env: environment,
    stdio: ["pipe", "pipe", "inherit"]
  })
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()))
  const variables = await new Promise<Record<Job, Variables>>((resolve, reject) => {
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
