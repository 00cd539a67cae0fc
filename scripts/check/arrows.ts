/**
 * Checks what a file of `src` may reach: which folders of ours, which packages,
 * and which doors to the outside (environment, clock, timers, console).
 *
 * Usage: node scripts/check/arrows.ts
 */
import { posix } from "node:path"
import { type Import, importsOfTokens, packageOf } from "../lib/imports.ts"
import { type Problem, report } from "../lib/problems.ts"
import { files, read } from "../lib/repository.ts"
import { type Token, tokenize } from "../lib/tokens.ts"

/** What each folder may import from besides itself. */
const arrows: { readonly [folder: string]: ReadonlyArray<string> } = {
  domain: [],
  services: ["domain"],
  factory: ["domain", "services"],
  aws: ["domain", "services", "factory"],
  handover: ["domain", "services", "factory"],
  live: ["domain", "services", "factory", "aws", "handover"],
  testing: ["domain", "services", "factory", "aws", "handover", "live"],
  cdk: ["domain", "services", "factory", "aws", "handover", "live"],
  cli: ["domain", "services", "factory", "aws", "handover", "live", "testing", "cdk"]
}

type Door = "environment" | "clock" | "timer" | "console" | "computed import"

const doors: ReadonlyArray<{
  readonly door: Exclude<Door, "computed import">
  readonly code: ReadonlyArray<string>
  readonly instead: string
}> = [
  { door: "environment", code: ["process", ".", "env"], instead: "read it through Config" },
  { door: "environment", code: ["process", "?", ".", "env"], instead: "read it through Config" },
  { door: "environment", code: ["Deno", ".", "env"], instead: "read it through Config" },
  { door: "environment", code: ["Bun", ".", "env"], instead: "read it through Config" },
  { door: "clock", code: ["Date", ".", "now"], instead: "ask Effect's Clock" },
  { door: "clock", code: ["new", "Date", "(", ")"], instead: "ask Effect's Clock" },
  { door: "clock", code: ["performance", ".", "now"], instead: "ask Effect's Clock" },
  { door: "timer", code: ["setTimeout", "("], instead: "use Effect.sleep or a Schedule" },
  { door: "timer", code: ["setInterval", "("], instead: "use Effect.repeat with a Schedule" },
  { door: "console", code: ["console", "."], instead: "use Effect's logger or Console" }
]

export interface Exception {
  readonly file: string
  readonly door: Door
  readonly reason: string
}

/** The doors that stand open, each for a reason. One that nobody uses is a problem too. */
export const exceptions: ReadonlyArray<Exception> = [
  {
    file: "src/testing/localAws/RealTime.ts",
    door: "clock",
    reason: "signing dates are real time whatever the Clock of the program says"
  },
  {
    file: "src/testing/localAws/RealTime.ts",
    door: "timer",
    reason: "a scripted delay is waited for by the client's socket, which knows only real time"
  },
  {
    file: "src/aws/ambient/HttpText.ts",
    door: "timer",
    reason: "an address that does not answer is given up in real time, as the SDK does, whatever the Clock says"
  },
  {
    file: "src/handover/child/Exec.ts",
    door: "environment",
    reason: "a child inherits the whole environment, which Config cannot list"
  },
  {
    file: "src/aws/profile/RunProcess.ts",
    door: "environment",
    reason: "a child inherits the whole environment, which Config cannot list"
  },
  {
    file: "src/aws/profile/RunProcess.ts",
    door: "timer",
    reason: "a process is given up in real time, whatever the Clock says"
  },
  {
    file: "src/handover/child/Child.ts",
    door: "timer",
    reason: "a signal arrives in real time, whatever the Clock says"
  },
  {
    file: "src/handover/files/Lock.ts",
    door: "timer",
    reason: "an owner that does not answer is given up in real time, whatever the Clock says"
  },
  {
    file: "src/cli/ThisProcess.ts",
    door: "environment",
    reason: "a variable that is set but empty is one for the AWS CLI, and none for Config"
  },
  {
    file: "src/cli/CompileCache.ts",
    door: "environment",
    reason: "it comes before Effect is loaded"
  },
  {
    file: "src/services/config/ConfigFileReader.ts",
    door: "computed import",
    reason: "a configuration file that is code is known by its path only"
  }
]

const isSdk = (name: string): boolean => /^@(aws-sdk|aws-crypto|smithy)\//.test(name)

const folderOf = (path: string): string | undefined => /^src\/([^/]+)\//.exec(path)?.[1]

const checkOwn = (file: string, found: Import, specifier: string): string | undefined => {
  const target = posix.join(posix.dirname(file), specifier)
  if (file === "mod.ts") return undefined
  const [from, to] = [folderOf(file), folderOf(target)]
  if (from === undefined || arrows[from] === undefined)
    return `a file of src stands in one of ${Object.keys(arrows).join(", ")}`
  if (to === undefined) return `src imports ${found.specifier}, which is outside of src`
  if (from === to || arrows[from].includes(to)) return undefined
  const allowed = arrows[from].length === 0 ? "nothing else of ours" : `only from ${arrows[from].join(", ")}`
  return `${from} must not import from ${to} (${found.specifier}): it may import ${allowed}`
}

const checkPackage = (file: string, found: Import, name: string): string | undefined => {
  const folder = folderOf(file)
  if (found.specifier === "effect")
    return "import the module (effect/Effect), not the barrel: it costs every process its load"
  if (!isSdk(name) || found.kind === "type") return undefined
  if (folder === "testing" && name === "@smithy/signature-v4") return undefined
  if (folder !== "aws") return `values of ${name} are imported only in src/aws; elsewhere use \`import type\``
  return found.kind === "static" ? `src/aws loads ${name} on first use: use \`await import()\`` : undefined
}

const checkImport = (file: string, found: Import): string | undefined => {
  const { specifier } = found
  if (specifier === undefined) return undefined
  if (specifier.startsWith(".")) return checkOwn(file, found, specifier)
  const name = packageOf(specifier)
  return name === undefined ? undefined : checkPackage(file, found, name)
}

const usesOf = (tokens: ReadonlyArray<Token>, code: ReadonlyArray<string>): ReadonlyArray<Token> =>
  tokens.filter((_, at) =>
    code.every((value, offset) => tokens[at + offset]?.kind !== "string" && tokens[at + offset]?.value === value)
  )

/** Every use of a door in a file. */
const openDoors = (
  tokens: ReadonlyArray<Token>
): ReadonlyArray<{ readonly door: Door; readonly line: number; readonly what: string }> => [
  ...doors.flatMap(({ door, code, instead }) =>
    usesOf(tokens, code).map(({ line }) => ({
      door,
      line,
      what: `${code.join("").replace("new", "new ")}: ${instead}`
    }))
  ),
  ...importsOfTokens(tokens)
    .filter(({ specifier }) => specifier === undefined)
    .map(({ line }) => ({
      door: "computed import" as const,
      line,
      what: "import() of something that is not one plain string cannot be checked"
    }))
]

/** In a file that may only re-export: the first token that belongs to no `export … from "…"`. */
const firstOwnCode = (tokens: ReadonlyArray<Token>): Token | undefined => {
  let start = 0
  while (start < tokens.length) {
    const found = importsOfTokens(tokens.slice(start))[0]
    const end = tokens.findIndex(
      (token, at) => at > start && token.kind === "string" && token.value === found?.specifier
    )
    if (tokens[start]?.value !== "export" || found?.line !== tokens[start]?.line || end < 0) return tokens[start]
    start = end + 1
  }
  return undefined
}

/** The problems of one file, given its path from the root and its text. */
export const checkFile = (
  file: string,
  text: string,
  allowed: ReadonlyArray<Exception> = exceptions
): ReadonlyArray<Problem> => {
  const tokens = tokenize(text)
  const problem = (line: number, what: string): Problem => ({ where: `${file}:${line}`, what })
  const ownCode = posix.basename(file) === "mod.ts" ? firstOwnCode(tokens) : undefined
  return [
    ...importsOfTokens(tokens).flatMap((found) => {
      const what = checkImport(file, found)
      return what === undefined ? [] : [problem(found.line, what)]
    }),
    ...openDoors(tokens)
      .filter(({ door }) => !allowed.some((it) => it.file === file && it.door === door))
      .map(({ line, what }) => problem(line, what)),
    ...(ownCode === undefined ? [] : [problem(ownCode.line, "mod.ts holds re-exports only")])
  ]
}

/** The exceptions that no file needs any more. */
const idle = (texts: ReadonlyMap<string, string>): ReadonlyArray<Problem> =>
  exceptions
    .filter(({ file, door }) => !openDoors(tokenize(texts.get(file) ?? "")).some((it) => it.door === door))
    .map(({ file, door }) => ({
      where: file,
      what: `the exception for ${door} in scripts/check/arrows.ts is not needed`
    }))

if (import.meta.main) {
  const texts = new Map(files("mod.ts", "src/**/*.ts").map((file) => [file, read(file)]))
  const problems = [...Array.from(texts, ([file, text]) => checkFile(file, text)).flat(), ...idle(texts)]
  report(problems, `${texts.size} files keep to the arrows`)
}
