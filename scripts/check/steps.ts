/** What `npm run check` and CI do, in order. */
import { readmeCommands } from "./cli/cases.ts"

export interface Step {
  readonly name: string
  readonly command: readonly [name: string, ...args: ReadonlyArray<string>]
  /** Whether the command is Vitest, of which each test counts, and none may be skipped. */
  readonly isSuite?: true
  /** Whether it tries the packed package. Such steps write nothing into the repository, so that they may run side by side. */
  readonly isOfPackage?: true
  /** Whether only CI does it. */
  readonly inCi?: true
  /** Whether only `npm run nightly` does it: what takes too long for each change. */
  readonly isNightly?: true
  /** The commands, as the documents give them to a reader, that this step runs: word for word, or its like on the packed package. */
  readonly covers?: ReadonlyArray<string>
}

export const steps: ReadonlyArray<Step> = [
  { name: "clean tree", command: ["node", "scripts/check/tree.ts"], inCi: true },
  { name: "start", command: ["npm", "start"], inCi: true, covers: ["npm install && npm start", "npm start"] },
  { name: "format", command: ["biome", "format", "."], covers: ["npm run format"] },
  { name: "lint", command: ["npm", "run", "lint"], covers: ["npm run lint"] },
  {
    name: "types",
    command: ["npm", "run", "types"],
    covers: ["npm run types", "npm run check -- types arrows"]
  },
  { name: "types on deno", command: ["deno", "check", "mod.ts", "src", "tests/types"] },
  { name: "arrows", command: ["node", "scripts/check/arrows.ts"] },
  { name: "circles", command: ["node", "scripts/check/circles.ts"] },
  { name: "unused", command: ["knip", "--no-progress"] },
  { name: "workflows", command: ["node", "scripts/check/workflows.ts"] },
  { name: "hot modules", command: ["node", "scripts/check/hotModules.ts"] },
  {
    name: "tests on node",
    command: ["npm", "test", "--"],
    isSuite: true,
    covers: ["npm install && npm test", "npm test", "npm run release -- 1.2.3 --dry-run", "npm run release -- 1.2.3"]
  },
  {
    name: "tests on deno",
    command: ["npm", "run", "test:deno", "--"],
    isSuite: true,
    inCi: true,
    covers: ["npm run test:deno"]
  },
  {
    name: "tests on bun",
    command: ["npm", "run", "test:bun", "--"],
    isSuite: true,
    inCi: true,
    covers: ["npm run test:bun"]
  },
  // Before the conformance tests: CDK finds its plug-in as a package.
  { name: "build", command: ["npm", "run", "build"], covers: ["npm run build"] },
  {
    name: "conformance",
    command: ["npm", "run", "test:conformance", "--"],
    isSuite: true,
    inCi: true,
    covers: ["npm run test:conformance"]
  },
  { name: "names", command: ["node", "scripts/check/names.ts"] },
  { name: "pages", command: ["node", "scripts/check/pages.ts"] },
  { name: "picture", command: ["node", "scripts/picture.ts", "--check"] },
  { name: "exports", command: ["node", "scripts/check/exports.ts"] },
  { name: "reference", command: ["node", "scripts/reference.ts", "--try"], covers: ["npm run reference"] },
  {
    name: "permissions on deno",
    command: ["node", "scripts/check/deno.ts"],
    inCi: true,
    covers: ["deno run -A jsr:@boto-ses/effect/cli whoami sbx"]
  },
  { name: "jsr docs", command: ["node", "scripts/check/jsrDocs.ts"] },
  { name: "jsr", command: ["deno", "publish", "--dry-run", "--allow-dirty"] },
  { name: "cli", command: ["node", "scripts/check/cli.ts"], isOfPackage: true, covers: readmeCommands },
  { name: "published", command: ["node", "scripts/check/published.ts"], isOfPackage: true },
  {
    name: "installs",
    command: ["node", "scripts/check/installs.ts"],
    isOfPackage: true,
    covers: [
      "npm init -y && npm pkg set type=module",
      "npm install effect-boto-ses effect @effect/platform-node",
      "deno add npm:effect-boto-ses npm:effect npm:@effect/platform-node",
      "bun add effect-boto-ses effect @effect/platform-node"
    ]
  },
  {
    name: "peers",
    command: ["node", "scripts/peers.ts", "--others"],
    isOfPackage: true,
    covers: ["node scripts/peers.ts"]
  },
  { name: "nodes", command: ["node", "scripts/check/nodes.ts"], isOfPackage: true },
  { name: "lazy sdk", command: ["node", "scripts/check/lazySdk.ts"], isOfPackage: true },
  { name: "package", command: ["node", "scripts/check/package.ts"], isOfPackage: true },
  { name: "bundlers", command: ["node", "scripts/check/bundlers.ts"], isOfPackage: true },
  { name: "docs", command: ["node", "scripts/check/docs.ts"], isOfPackage: true },
  { name: "examples", command: ["node", "scripts/check/examples.ts"], isOfPackage: true },
  // Its numbers are for reading, on a machine that does nothing else: here it is only tried.
  {
    name: "bench",
    command: ["npm", "run", "bench", "--", "--quick"],
    isOfPackage: true,
    inCi: true,
    covers: ["npm run bench"]
  },
  {
    name: "long conformance",
    command: ["vitest", "run", "--config", "vitest.nightly.config.ts"],
    isSuite: true,
    isNightly: true
  },
  { name: "traces", command: ["node", "scripts/check/tree.ts"], inCi: true }
]

/** The commands that a document may give: CI runs each of them, `npm install` and the two last ones as itself. */
export const commands: ReadonlySet<string> = new Set([
  ...steps.flatMap(({ covers }) => covers ?? []),
  "npm install",
  "npm run check",
  "npm run nightly",
  "bash .ci/run"
])
