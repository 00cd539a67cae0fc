/** boto3 and the AWS CLI v1: the warm process, and real ones. */
import { execFileSync, spawn } from "node:child_process"
import { existsSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import type { Answer, Case, Facet } from "./Case.ts"
import type { Certificates } from "./Certificates.ts"
import { limitTo, startWarm } from "./Warm.ts"
import { askedLines, asRoot, clientHeader, clientLine, makeWorld, type World } from "./World.ts"

const here = dirname(fileURLToPath(import.meta.url))

export type Who = "boto3" | "cli"

interface Refused {
  readonly error: { readonly class: string; readonly text: string }
}

interface BotoAnswer {
  readonly region?: string | null
  readonly credentials: string
  readonly token?: string | null
  readonly method?: string
  readonly error?: Refused["error"]
  readonly retries?: string | Refused
  readonly [request: string]: unknown
}

interface CliAnswer {
  readonly code: number
  /** What its session told, where no request shows it. */
  readonly key?: string
  readonly error?: Refused["error"]
  readonly token?: string | null
  readonly stderr: string
}

export interface Judge extends AsyncDisposable {
  /** What each of these judges answers. */
  readonly ask: (one: Case, askers: ReadonlyArray<Who>) => Promise<ReadonlyArray<Answer>>
  /** The same from a process of its own. */
  readonly askReal: (one: Case, who: Who) => Promise<Answer>
}

/** The requests that show the facets compared. */
export const requestsOf = (one: Case): ReadonlyArray<string> =>
  ["sts", "s3", "plain", "put", "get", "retries"]
    .filter((name) => one.compare.includes(name as Facet))
    .concat(one.compare.includes("appId") && !one.compare.includes("sts") ? ["sts"] : [])

const guardOf = (world: World, certificates: Certificates) => ({ ...world.fake.ports, trusted: certificates.known })

const appId = (world: World): string =>
  / app\/(\S+)/.exec(clientHeader(world.fake, "GetCallerIdentity", "user-agent") ?? "")?.[1] ?? "none"

export const facetsOfWire = (one: Case, world: World): Answer => {
  const asked = askedLines(world.fake).map(world.plain)
  const line = (what: string): string => {
    const found = clientLine(world.fake, what)
    return found === undefined ? "nothing" : world.plain(found)
  }
  const header = (what: string, pattern: RegExp): string => {
    const names = Object.keys(world.fake.seen.find((seen) => seen.what.startsWith(what))?.headers ?? {})
    return names.some((name) => pattern.test(name)) ? "with a checksum" : names.length === 0 ? "nothing" : "without"
  }
  const all: { readonly [Name in Facet]?: string } = {
    asked: asked.join("; "),
    askedOnce: [...new Set(asked)].join("; "),
    sts: line("GetCallerIdentity"),
    s3: line("ListBuckets"),
    plain: line("ListBuckets"),
    put: header("PUT object", /^x-amz-(checksum-|trailer|sdk-checksum-algorithm)/),
    get: header("GET object", /^x-amz-checksum-mode/),
    appId: appId(world)
  }
  return Object.fromEntries(one.compare.flatMap((facet) => (all[facet] === undefined ? [] : [[facet, all[facet]]])))
}

const keyWords = (key: string, token: string | null | undefined): string =>
  token === null || token === undefined ? key : `${key} ${token === "" ? "with an empty token" : "with a token"}`

const botoFacets = (one: Case, world: World, said: BotoAnswer): Answer => ({
  ...facetsOfWire(one, world),
  credentials: keyWords(said.credentials, said.token),
  region: said.region ?? "none",
  ...(one.compare.includes("retries") ? { retries: JSON.stringify(said.retries) } : {}),
  error: said.error === undefined ? undefined : `${said.error.class}: ${said.error.text}`
})

/** What the CLI took: what its session says, or its request was signed with. */
const cliFacets = (one: Case, world: World, said: CliAnswer): Answer => {
  const signed = world.fake.seen.find(({ what }) => what === "GetCallerIdentity")?.signed.split(" ")
  const credentials =
    said.key !== undefined
      ? keyWords(said.key, said.token)
      : signed !== undefined && said.error === undefined
        ? signed.slice(0, -1).join(" ")
        : /Unable to locate credentials/.test(said.stderr)
          ? "none"
          : /The config profile \(.*\) could not be found/.test(said.stderr)
            ? "not found"
            : "error"
  const { s3: _s3, plain: _plain, put: _put, get: _get, ...wire } = facetsOfWire(one, world)
  return { ...wire, credentials, error: said.stderr === "" ? undefined : said.stderr }
}

export const facets = (one: Case, world: World, who: Who, said: unknown): Answer => {
  if (typeof said === "object" && said !== null && "broken" in said) throw new Error(`${one.name}: ${said.broken}`)
  return who === "boto3" ? botoFacets(one, world, said as BotoAnswer) : cliFacets(one, world, said as CliAnswer)
}

/** A few questions to one child: to fork costs as much as to answer two of them. */
const together = 6

interface Waiting {
  readonly one: Case
  readonly askers: ReadonlyArray<Who>
  readonly answer: (answers: Promise<ReadonlyArray<Answer>>) => void
}

const isUnprivileged = (one: Case): boolean => asRoot && one.unreadable !== undefined

/** The warm process. It has at most three children at a time. */
export const startJudge = (certificates: Certificates): Judge => {
  const warm = startWarm([])
  const limited = limitTo(3)

  const askTogether = async (asked: ReadonlyArray<Waiting>): Promise<ReadonlyArray<ReadonlyArray<Answer>>> => {
    await using worlds = new AsyncDisposableStack()
    const parts: Array<{ readonly of: Waiting; readonly who: Who; readonly world: World }> = []
    for (const of of asked) {
      for (const who of of.askers) parts.push({ of, who, world: worlds.use(await makeWorld(of.one, certificates)) })
    }
    const said = await warm.answered(asked.map(({ one }) => one.name).join(", "), {
      parts: parts.map(({ of: { one }, who, world }) => ({
        who,
        env: world.env,
        guard: guardOf(world, certificates),
        requests: requestsOf(one),
        unprivileged: isUnprivileged(one),
        ...(one.profile === undefined ? {} : { profile: one.profile })
      }))
    })
    const answers = parts.map(({ of, who, world }, index) => ({
      of,
      answer: facets(of.one, world, who, Array.isArray(said) ? said[index] : said)
    }))
    return asked.map((one) => answers.flatMap(({ of, answer }) => (of === one ? [answer] : [])))
  }

  let waiting: Array<Waiting> = []
  const flush = (): void => {
    const asked = waiting
    waiting = []
    if (asked.length === 0) return
    const answers = limited(() => askTogether(asked))
    for (const [index, { answer }] of asked.entries()) answer(answers.then((each) => each[index] ?? []))
  }
  const ask = (one: Case, askers: ReadonlyArray<Who>): Promise<ReadonlyArray<Answer>> =>
    new Promise((resolve) => {
      // A child that has become nobody can answer nothing else.
      if (isUnprivileged(one)) flush()
      if (waiting.length === 0) setImmediate(flush)
      waiting.push({ one, askers, answer: resolve })
      if (isUnprivileged(one) || waiting.length >= together) flush()
    })
  return {
    ask,
    askReal: (one, who) => limited(() => askReal(one, who, certificates)),
    [Symbol.asyncDispose]: warm.close
  }
}

const run = (command: string, args: ReadonlyArray<string>, env: { readonly [name: string]: string }) =>
  new Promise<{ code: number; stdout: string; stderr: string }>((resolve, reject) => {
    const child = spawn(command, [...args], { env, stdio: ["ignore", "pipe", "pipe"] })
    const output = { stdout: "", stderr: "" }
    for (const name of ["stdout", "stderr"] as const) {
      child[name].setEncoding("utf8").on("data", (text: string) => {
        output[name] += text
      })
    }
    child.once("error", reject)
    child.once("close", (code) => resolve({ code: code ?? -1, ...output }))
  })

const botoProgram = `
import json, boto3, botocore.exceptions
answer = {}
try:
    session = boto3.Session(**PROFILE)
    answer["region"] = session.region_name
    credentials = session.get_credentials()
    if credentials is None: answer["credentials"] = "none"
    else:
        frozen = credentials.get_frozen_credentials()
        answer.update(credentials=frozen.access_key, token=frozen.token)
    if STS: session.client("sts").get_caller_identity()
    if S3: session.client("s3").list_buckets()
except botocore.exceptions.ProfileNotFound: answer["credentials"] = "not found"
except Exception: answer["credentials"] = answer.get("credentials", "error")
print(json.dumps(answer))
`

/** The interpreter itself and the programs beside it: pyenv's shims cost a second each. */
const folder = dirname(
  execFileSync("python3", ["-c", "import sys; print(sys.executable)"], { encoding: "utf8" }).trim()
)
const program = (name: string): string => (existsSync(join(folder, name)) ? join(folder, name) : name)

/** The same question to a process of its own: \`python3 -c\`, or \`aws\`; only its way off loopback is barred. */
export const askReal = async (one: Case, who: Who, certificates: Certificates): Promise<Answer> => {
  await using world = await makeWorld(one, certificates)
  const env = {
    ...world.env,
    PYTHONPATH: join(here, "site"),
    PYTHONDONTWRITEBYTECODE: "1",
    JUDGES_GUARD: JSON.stringify(guardOf(world, certificates))
  }
  if (who === "cli") {
    const profile = one.profile === undefined ? [] : ["--profile", one.profile]
    const { code, stderr } = await run(program("aws"), [...profile, "sts", "get-caller-identity"], env)
    return facets(one, world, who, { code, stderr: stderr.trim() })
  }
  const has = (facet: Facet): string => (one.compare.includes(facet) ? "True" : "False")
  const source = botoProgram
    .replace("PROFILE", JSON.stringify(one.profile === undefined ? {} : { profile_name: one.profile }))
    .replace("STS", has("sts"))
    .replace("S3", has("s3"))
  const { stdout, stderr } = await run(program("python3"), ["-c", source], env)
  if (stdout === "") throw new Error(`${one.name}: ${stderr}`)
  return facets(one, world, who, JSON.parse(stdout))
}
