/** A process of Python in which boto3 and the AWS CLI are loaded: a message is a line, and so is its answer. */
import { spawn } from "node:child_process"
import { dirname, join } from "node:path"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"

export interface Warm {
  readonly answered: (name: string, message: object) => Promise<unknown>
  readonly close: () => Promise<void>
}

const program = join(dirname(fileURLToPath(import.meta.url)), "judge.py")

export const startWarm = (args: ReadonlyArray<string>): Warm => {
  const child = spawn("python3", [program, ...args], { stdio: ["pipe", "pipe", "inherit"] })
  const waiting = new Map<string, (answer: unknown) => void>()
  // Nobody waits for a process that is no more.
  child.once("close", (code) => {
    for (const answer of waiting.values()) answer({ broken: `the judge ended with ${code}` })
  })
  createInterface({ input: child.stdout }).on("line", (text) => {
    const { id, answer } = JSON.parse(text)
    waiting.get(id)?.(answer)
    waiting.delete(id)
  })
  let count = 0
  return {
    answered: (name, message) =>
      new Promise((resolve, reject) => {
        const id = `${count++}`
        waiting.set(id, resolve)
        setTimeout(() => reject(new Error(`no answer: ${name}`)), 600_000).unref()
        child.stdin.write(`${JSON.stringify({ id, ...message })}\n`)
      }),
    close: () =>
      new Promise((resolve) => {
        child.once("close", () => resolve())
        child.stdin.end()
      })
  }
}

/** Runs at most so many at a time, the others in their order. */
export const limitTo = (most: number): (<A>(work: () => Promise<A>) => Promise<A>) => {
  let running = 0
  const queue: Array<() => void> = []
  return async (work) => {
    if (running >= most) await new Promise<void>((resolve) => queue.push(resolve))
    running++
    try {
      return await work()
    } finally {
      running--
      queue.shift()?.()
    }
  }
}
