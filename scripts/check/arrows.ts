/**
 * Checks what a file of `src` may reach: which folders of ours, which packages,
 * and which doors to the outside (environment, clock, timers, console).
 *
 * Usage: node scripts/check/arrows.ts
 */
import { posix } from "node:path"
import { type ESTree, Visitor } from "rolldown/utils"
import { type Problem, report } from "../lib/problems.ts"
import { files, read } from "../lib/repository.ts"
import { type Import, packageOf, parse, type Source } from "../lib/source.ts"

/** The folders of `src` from the ground up: each may import from itself and from the floors below its own. */
const floors: ReadonlyArray<ReadonlyArray<string>> = [
  ["domain"],
  ["platform"],
  ["services"],
  ["factory"],
  ["aws", "handover", "identityToken", "sessionStore"],
  ["live"],
  ["testing", "cdk"],
  ["cli"]
]

/** The folders that may import Node's own modules (`node:fs`). */
const withNode: ReadonlyArray<string> = [
  "platform",
  "aws",
  "handover",
  "identityToken",
  "sessionStore",
  "live",
  "testing",
  "cdk",
  "cli"
]

type Door = "environment" | "clock" | "timer" | "console" | "computed import"

const environment = { door: "environment", instead: "read it through Config" } as const
const clock = { door: "clock", instead: "ask Effect's Clock" } as const

const doors: { readonly [code: string]: { readonly door: Door; readonly instead: string } } = {
  "process.env": environment,
  "Deno.env": environment,
  "Bun.env": environment,
  "Date.now": clock,
  "new Date()": clock,
  "performance.now": clock,
  "setTimeout()": { door: "timer", instead: "use Effect.sleep or a Schedule" },
  "setInterval()": { door: "timer", instead: "use Effect.repeat with a Schedule" },
  "console.*": { door: "console", instead: "use Effect's logger or Console" }
}

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
    file: "src/aws/RealTime.ts",
    door: "timer",
    reason: "an endpoint of AWS that does not answer is given up in real time, as the SDK does, whatever the Clock says"
  },
  {
    file: "src/aws/RealTime.ts",
    door: "clock",
    reason: "AWS's clock is compared with the machine's, by which the SDK signs"
  },
  {
    file: "src/platform/LocalRequest.ts",
    door: "timer",
    reason: "an address that does not answer is given up in real time, as the SDK does, whatever the Clock says"
  },
  {
    file: "src/platform/ProxyConnection.ts",
    door: "timer",
    reason: "a proxy that does not connect is given up in real time, as the SDK does, whatever the Clock says"
  },
  {
    file: "src/handover/child/Exec.ts",
    door: "environment",
    reason: "a child inherits the whole environment, which Config cannot list"
  },
  {
    file: "src/platform/RunProcess.ts",
    door: "environment",
    reason: "a child inherits the whole environment, which Config cannot list"
  },
  {
    file: "src/platform/Terminal.ts",
    door: "timer",
    reason: "a turn is kept for a while that must not keep the process alive, as a fiber that sleeps would"
  },
  {
    file: "src/platform/RunProcess.ts",
    door: "timer",
    reason: "a process is given up in real time, whatever the Clock says"
  },
  {
    file: "src/platform/Environment.ts",
    door: "environment",
    reason: "it is what Config reads where a program gives no other source of variables"
  },
  {
    file: "src/platform/PasswordHome.ts",
    door: "environment",
    reason: "variables without a home are a mistake only where the process itself has none"
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
    file: "src/platform/TurnLine.ts",
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
    file: "src/services/reading/ReadFile.ts",
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
  const floor = floors.findIndex((folders) => folders.includes(from ?? ""))
  if (floor < 0) return `a file of src stands in one of ${floors.flat().join(", ")}`
  if (to === undefined) return `src imports ${found.specifier}, which is outside of src`
  const below = floors.slice(0, floor).flat()
  if (from === to || below.includes(to)) return undefined
  const allowed = below.length === 0 ? "nothing else of ours" : `only from ${below.join(", ")}`
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
  if (specifier.startsWith("node:") && !withNode.includes(folderOf(file) ?? ""))
    return `${specifier} is imported only in ${withNode.join(", ")}`
  const name = packageOf(specifier)
  return name === undefined ? undefined : checkPackage(file, found, name)
}

/** The last name of what is used: `env` of `process.env` and of `process["env"]`. */
const nameOf = (node: ESTree.Node): string | undefined => {
  if (node.type === "Identifier") return node.name
  if (node.type === "Literal") return String(node.value)
  if (node.type !== "MemberExpression") return undefined
  return node.computed && node.property.type !== "Literal" ? undefined : nameOf(node.property)
}

interface Use {
  readonly door: Door
  readonly line: number
  readonly what: string
}

/** Every use of a door in a file. */
const openDoors = ({ program, imports, lineOf }: Source): ReadonlyArray<Use> => {
  const found: Array<Use> = imports
    .filter(({ specifier }) => specifier === undefined)
    .map(({ line }) => ({
      door: "computed import",
      line,
      what: "import() of something that is not one plain string cannot be checked"
    }))
  const use = (node: ESTree.Span, ...codes: ReadonlyArray<string>): void => {
    for (const code of codes) {
      const known = doors[code]
      if (known !== undefined) found.push({ door: known.door, line: lineOf(node), what: `${code}: ${known.instead}` })
    }
  }
  new Visitor({
    MemberExpression: (node) => {
      const object = nameOf(node.object)
      use(node, `${object}.${nameOf(node)}`, `${object}.*`)
    },
    CallExpression: (node) => use(node, `${nameOf(node.callee)}()`),
    NewExpression: (node) => {
      if (node.arguments.length === 0) use(node, `new ${nameOf(node.callee)}()`)
    }
  }).visit(program)
  return found
}

/** In a file that may only re-export: the first statement that is no `export … from "…"`. */
const firstOwnCode = ({ program }: Source): ESTree.Node | undefined =>
  program.body.find(
    (node) => node.type !== "ExportAllDeclaration" && !(node.type === "ExportNamedDeclaration" && node.source !== null)
  )

/** The problems of one file, given its path from the root and its text. */
export const checkFile = (
  file: string,
  text: string,
  allowed: ReadonlyArray<Exception> = exceptions
): ReadonlyArray<Problem> => {
  const source = parse(file, text)
  const problem = (line: number, what: string): Problem => ({ where: `${file}:${line}`, what })
  const ownCode = posix.basename(file) === "mod.ts" ? firstOwnCode(source) : undefined
  return [
    ...source.imports.flatMap((found) => {
      const what = checkImport(file, found)
      return what === undefined ? [] : [problem(found.line, what)]
    }),
    ...openDoors(source)
      .filter(({ door }) => !allowed.some((it) => it.file === file && it.door === door))
      .map(({ line, what }) => problem(line, what)),
    ...(ownCode === undefined ? [] : [problem(source.lineOf(ownCode), "mod.ts holds re-exports only")])
  ]
}

/** The exceptions that no file needs any more. */
const idle = (texts: ReadonlyMap<string, string>): ReadonlyArray<Problem> =>
  exceptions
    .filter(({ file, door }) => !openDoors(parse(file, texts.get(file) ?? "")).some((it) => it.door === door))
    .map(({ file, door }) => ({
      where: file,
      what: `the exception for ${door} in scripts/check/arrows.ts is not needed`
    }))

if (import.meta.main) {
  const texts = new Map(files("mod.ts", "src/**/*.ts").map((file) => [file, read(file)]))
  const problems = [...Array.from(texts, ([file, text]) => checkFile(file, text)).flat(), ...idle(texts)]
  report(problems, `${texts.size} files keep to the arrows`)
}
