/** Finds the AWS CLI of Python, behind whatever script starts it on this machine: that one's time is not the AWS CLI's. */
import { run } from "../lib/run.ts"

export interface AwsCli {
  /** The Python that has it as a module. */
  readonly python: string
  readonly version: string
}

export const findAwsCli = async (): Promise<AwsCli | undefined> => {
  try {
    const found = await run("python3", ["-c", "import awscli, sys; print(sys.executable, awscli.__version__)"])
    const [python, version] = found.stdout.trim().split(" ")
    return found.exitCode === 0 && python !== undefined ? { python, version: `AWS CLI ${version}` } : undefined
  } catch {
    return undefined
  }
}
