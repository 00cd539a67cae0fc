/** AWS's command lines and SDKs, each as a process that is asked line by line who it is. */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process"
import { createInterface } from "node:readline"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { commandPath, type Variables } from "../peers.ts"

/** A line to a client. */
export interface Ask {
  /** A new environment, and a new client in it; without one the client of the last line is asked again. */
  readonly env?: Variables
  readonly endpoint?: string
  /** `who`: GetCallerIdentity; `assume`: AssumeRole with a tag; `buckets`: ListBuckets, where the client has S3. */
  readonly op: "who" | "assume" | "buckets"
  /** For `assume`. */
  readonly role?: string
  /** Whether the client is to be asked again. */
  readonly kept?: boolean
}

/** A client's line: whose it is, or its own words of why not. */
export interface Answer {
  readonly arn?: string
  readonly buckets?: ReadonlyArray<string>
  readonly error?: string
}

/** How a client is started. */
export interface Client {
  readonly name: string
  readonly command: readonly [string, ...ReadonlyArray<string>]
  /** What its process needs before it is asked. */
  readonly env?: Variables
  /** Where it has no S3. */
  readonly noBuckets?: true
}

const program = (name: string): string => new URL(`../programs/clients/${name}`, import.meta.url).pathname

const python = program("python.py")

/** The folder into which `.ci/packages` unpacks Debian's package of the AWS CLI 2. */
export const awsCli2Folder = "/opt/boto-ses-peers/awscli2"

export const boto3: Client = { name: "boto3", command: ["python3", python, "boto3"] }
export const awsCli1: Client = { name: "AWS CLI v1", command: ["python3", python, "cli"] }
export const awsCli2: Client = {
  name: "AWS CLI v2",
  command: ["/usr/bin/python3", "-s", python, "cli"],
  env: { PYTHONPATH: `${awsCli2Folder}/usr/lib/python3/dist-packages` }
}
export const javascript: Client = {
  name: "SDK for JavaScript v3",
  command: [process.execPath, "--no-warnings", program("javascript.ts")],
  noBuckets: true
}
export const php: Client = { name: "AsyncAws for PHP", command: ["php", program("php.php")], noBuckets: true }
export const ruby: Client = { name: "SDK for Ruby v3", command: ["ruby", program("ruby.rb")], noBuckets: true }

/** The clients of Go, built by the test. */
export const goClients = (binary: string): ReadonlyArray<Client> => [
  { name: "SDK for Go v1", command: [binary, "1"] },
  { name: "SDK for Go v2", command: [binary, "2"] }
]

/** The source of the clients of Go. */
export const goSource: string = program("go.go")

/** A started client. */
export interface Asked {
  readonly client: Client
  readonly ask: (ask: Ask) => Effect.Effect<Answer>
}

const bare = { HOME: "/nonexistent", AWS_EC2_METADATA_DISABLED: "true", LC_ALL: "C.UTF-8" }

/** Starts a client; it ends with the scope. */
export const startClient = (client: Client): Effect.Effect<Asked, never, Scope.Scope> =>
  Effect.map(
    Effect.acquireRelease(
      Effect.sync(() => {
        const [command, ...args] = client.command
        const process = spawn(command, args, {
          env: { PATH: commandPath, ...bare, ...client.env }
        })
        return { process, read: reader(client, process) }
      }),
      ({ process }) =>
        Effect.sync(() => {
          process.kill("SIGKILL")
        })
    ),
    ({ process, read }): Asked => ({
      client,
      ask: (ask) =>
        Effect.promise(() => {
          process.stdin.write(`${JSON.stringify(ask)}\n`)
          return read()
        })
    })
  )

/** Gives the lines of a process one by one. */
const reader = (client: Client, process: ChildProcessWithoutNullStreams): (() => Promise<Answer>) => {
  let said = ""
  process.stderr.setEncoding("utf8").on("data", (text: string) => {
    said += text
  })
  const lines = createInterface({ input: process.stdout })[Symbol.asyncIterator]()
  const failed = new Promise<never>((_, reject) => {
    process.once("error", reject)
    process.stdin.once("error", reject)
  })
  failed.catch(() => {})
  return async () => {
    const { value, done } = await Promise.race([lines.next(), failed])
    if (done === true) throw new Error(`${client.name} ended: ${said}`)
    return JSON.parse(value)
  }
}
