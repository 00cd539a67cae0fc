import { assert, describe, it } from "@effect/vitest"
import { checkFile } from "../../scripts/check/arrows.ts"

const problems = (file: string, ...lines: ReadonlyArray<string>): ReadonlyArray<string> =>
  checkFile(file, lines.join("\n"), [{ file: "src/testing/RealTime.ts", door: "clock", reason: "a test" }]).map(
    ({ where, what }) => `${where} ${what}`
  )

const refused = (file: string, line: string, message: RegExp): void => {
  const [problem, ...others] = problems(file, "", line)
  assert.match(problem ?? "", new RegExp(`^${file}:2 .*${message.source}`))
  assert.deepStrictEqual(others, [])
}

const accepted = (file: string, ...lines: ReadonlyArray<string>): void =>
  assert.deepStrictEqual(problems(file, ...lines), [])

describe("arrows between folders", () => {
  const allowed: ReadonlyArray<readonly [from: string, to: string]> = [
    ["domain", "domain"],
    ["platform", "domain"],
    ["services", "domain"],
    ["services", "platform"],
    ["factory", "services"],
    ["aws", "factory"],
    ["handover", "factory"],
    ["live", "aws"],
    ["sessionStore", "services"],
    ["live", "handover"],
    ["live", "sessionStore"],
    ["testing", "live"],
    ["cli", "testing"],
    ["cli", "platform"]
  ]
  for (const [from, to] of allowed) {
    it(`${from} may import from ${to}`, () => accepted(`src/${from}/A.ts`, `import "../${to}/B.ts"`))
  }

  const forbidden: ReadonlyArray<readonly [from: string, to: string]> = [
    ["domain", "platform"],
    ["domain", "services"],
    ["platform", "services"],
    ["services", "factory"],
    ["factory", "aws"],
    ["factory", "live"],
    ["aws", "handover"],
    ["handover", "aws"],
    ["sessionStore", "aws"],
    ["sessionStore", "handover"],
    ["live", "testing"],
    ["testing", "cli"]
  ]
  for (const [from, to] of forbidden) {
    it(`${from} may not import from ${to}`, () =>
      refused(`src/${from}/A.ts`, `import "../${to}/B.ts"`, new RegExp(`${from} must not import from ${to}`)))
  }

  it("hold for types, dynamic imports and deep folders", () => {
    refused("src/domain/A.ts", 'import type { B } from "../services/B.ts"', /must not import/)
    refused("src/domain/plan/A.ts", 'export * from "../../services/B.ts"', /must not import/)
    refused("src/domain/A.ts", 'type B = import("../services/B.ts").B', /must not import/)
    refused("src/factory/A.ts", 'const b = () => import("../aws/B.ts")', /must not import/)
  })

  it("lead nowhere else", () => {
    refused("src/domain/A.ts", 'import "../../mod.ts"', /outside of src/)
    refused("src/live/A.ts", 'import "../../tests/B.ts"', /outside of src/)
    refused("src/other/A.ts", 'import "../domain/B.ts"', /stands in one of/)
    refused("src/A.ts", 'import "./domain/B.ts"', /stands in one of/)
  })
})

describe("packages", () => {
  it("the SDK's values are loaded on first use, in aws", () => {
    accepted("src/aws/A.ts", 'const sdk = () => import("@aws-sdk/client-sts")')
    refused("src/aws/A.ts", 'import { STSClient } from "@aws-sdk/client-sts"', /on first use/)
    refused("src/live/A.ts", 'const sdk = () => import("@aws-sdk/client-sts")', /only in src\/aws/)
    refused("src/services/A.ts", 'import { type STS } from "@smithy/types"', /only in src\/aws/)
  })

  it("the SDK's types may be named anywhere", () => {
    accepted("src/services/A.ts", 'import type { STSClient } from "@aws-sdk/client-sts"')
    accepted("src/domain/A.ts", 'type Sdk = typeof import("@aws-sdk/client-sts")')
  })

  it("the signer is testing's", () => {
    accepted("src/testing/A.ts", 'import { SignatureV4 } from "@smithy/signature-v4"')
    refused("src/testing/A.ts", 'import { STSClient } from "@aws-sdk/client-sts"', /only in src\/aws/)
    refused("src/handover/A.ts", 'import { SignatureV4 } from "@smithy/signature-v4"', /only in src\/aws/)
  })

  for (const folder of ["platform", "aws", "handover", "sessionStore", "live", "testing", "cli"]) {
    it(`Node's modules may be imported in ${folder}`, () =>
      accepted(`src/${folder}/A.ts`, 'import { readFileSync } from "node:fs"'))
  }

  for (const folder of ["domain", "services", "factory"]) {
    it(`Node's modules may not be imported in ${folder}`, () => {
      refused(
        `src/${folder}/A.ts`,
        'import { readFileSync } from "node:fs"',
        /node:fs is imported only in platform, aws/
      )
      refused(`src/${folder}/a/A.ts`, 'import type { Stats } from "node:fs"', /node:fs is imported only/)
      refused(`src/${folder}/A.ts`, 'const os = () => import("node:os")', /node:os is imported only/)
    })
  }

  it("effect is imported by module", () => {
    accepted("src/domain/A.ts", 'import * as Effect from "effect/Effect"')
    refused("src/domain/A.ts", 'import { Effect } from "effect"', /not the barrel/)
    refused("src/domain/A.ts", 'import type { Effect } from "effect"', /not the barrel/)
  })

  it("an import of something computed is refused", () => {
    refused("src/live/A.ts", "const a = await import(name)", /cannot be checked/)
  })
})

describe("doors to the outside", () => {
  for (const code of [
    "process.env.HOME",
    "process?.env",
    'process["env"]',
    "globalThis.process?.env",
    "Deno.env.get()",
    "Date.now()",
    "new Date()",
    "new Date",
    "performance.now()",
    "setTimeout(f, 1)",
    "setInterval(f, 1)",
    "console.log(1)"
  ]) {
    it(`${code} is refused`, () => refused("src/domain/A.ts", `const a = ${code}`, /: /))
    it(`${code} inside of a template is refused`, () => refused("src/domain/A.ts", `const a = \`\${${code}}\``, /: /))
  }

  it("words about them are not", () => {
    accepted(
      "src/domain/A.ts",
      "// never process.env",
      'const a = "Date.now() and console.log"',
      "const b = new Date(1)",
      "const c = process.pid",
      "const d = process[env]",
      "type E = typeof console.log"
    )
  })

  it("an exception opens one door of one file", () => {
    accepted("src/testing/RealTime.ts", "const a = new Date()")
    refused("src/testing/RealTime.ts", "console.log(1)", /Console/)
    refused("src/testing/Other.ts", "const a = new Date()", /Clock/)
  })
})

describe("mod.ts", () => {
  it("re-exports", () => {
    accepted(
      "mod.ts",
      "/** What it is. */",
      'export * as Runtime from "./src/services/Runtime.ts"',
      'export {\n  A,\n  B\n} from "./src/domain/A.ts"',
      'export type { C } from "./src/domain/C.ts"'
    )
  })

  it("holds nothing else", () => {
    const message = /re-exports only/
    refused("mod.ts", "export const a = 1", message)
    refused("mod.ts", 'import "./src/domain/A.ts"', message)
    refused("src/testing/mod.ts", "export type A = 1", message)
    assert.lengthOf(problems("mod.ts", 'export * from "./src/domain/A.ts"', "const a = 1"), 1)
  })
})
