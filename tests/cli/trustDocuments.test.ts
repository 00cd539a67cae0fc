// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what is written is not to be read so.
import { assert, describe, it } from "@effect/vitest"
import { parse } from "yaml"
import { documentLines, formats, isDynamic, type Written } from "../../src/cli/commands/trust/documents.ts"

/** What would do something somewhere, if it stood there bare. */
const nasty = [
  '"',
  "\\",
  '\\"',
  "'",
  "`",
  "${x}",
  "$${x}",
  "%{if true}x%{endif}",
  "a\nb",
  "\r\n::error::x",
  " ::set-output::x",
  "##vso[x]",
  "##[x]",
  "# comment",
  "// x",
  "*/",
  "key: value",
  "- item",
  "{{x}}",
  "!Ref x",
  "&a *a",
  "\u0000\u0007\b\f\v\u001b[2J",
  "\u0085\u2028\u2029\u202e\ufeff",
  "é漢😀",
  "\\u0024{x}",
  '"})\nprocess.exit()//',
  '" }\nresource "x" "y" {'
] as const

const written = (text: string): Written => ({
  roleName: "deploy",
  path: "/ci/",
  maxSessionDuration: 43_200,
  provider: { arn: `arn:${text}`, url: `https://${text}`, audience: text },
  policy: {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Federated: `arn:${text}` },
        Action: ["sts:AssumeRoleWithWebIdentity", "sts:TagSession"],
        Condition: { StringEquals: { [`${text}:sub`]: text }, StringLike: { x: [text, `${text}*`] } }
      }
    ]
  }
})

const source = (format: (typeof formats)[number], text: string): string =>
  documentLines(format, written(text)).join("\n")

/** Every quoted text of a document in HCL, which has nothing else of another's. */
const hclTexts = (document: string): ReadonlyArray<string> =>
  Array.from(document.matchAll(/"((?:[^"\\\n]|\\.)*)"/g), ([, body = ""]) => {
    assert.notMatch(body, /[$%]\{/)
    return body.replace(/\\(?:u([\da-f]{4})|U([\da-f]{8})|(["\\]))/g, (_, short, long, sign) =>
      sign === undefined ? String.fromCodePoint(Number.parseInt(short ?? long, 16)) : sign
    )
  })

/** Runs a program of CDK's with constructs that only remember what they are given. */
const cdk = (program: string): ReadonlyArray<unknown> => {
  const made: Array<unknown> = []
  class Remembered {
    readonly node = { addDependency: () => {} }
    constructor(_: unknown, __: string, properties: unknown) {
      made.push(properties)
    }
  }
  class WebIdentityPrincipal {
    readonly federated: string
    readonly conditions: unknown
    constructor(federated: string, conditions: unknown) {
      this.federated = federated
      this.conditions = conditions
    }
    withSessionTags() {
      return { principal: { ...this }, tags: true }
    }
  }
  const [first, second, ...body] = program.split("\n")
  assert.strictEqual(first, 'import { Duration } from "aws-cdk-lib"')
  assert.strictEqual(second, 'import * as iam from "aws-cdk-lib/aws-iam"')
  // No more than JavaScript, but for the imports.
  new Function("Duration", "iam", `"use strict"\n${body.join("\n")}`)(
    { seconds: (count: number) => ({ count }) },
    { CfnOIDCProvider: Remembered, Role: Remembered, WebIdentityPrincipal }
  )
  return made
}

describe("a document with a trust policy", () => {
  it.each(nasty)("holds a claim as it is, whatever it is: %j", (text) => {
    const { provider, policy } = written(text)
    assert.deepStrictEqual(JSON.parse(source("json", text)).trustPolicy, policy)

    const { Resources } = parse(source("cloudformation", text))
    assert.deepStrictEqual(Resources.OidcRole.Properties.AssumeRolePolicyDocument, policy)
    assert.strictEqual(Resources.OidcProvider.Properties.Url, provider?.url)
    assert.strictEqual(Resources.OidcRole.Properties.MaxSessionDuration, 43_200)
    assert.include(source("terraform", text), "  max_session_duration = 43200\n")

    const texts = hclTexts(source("terraform", text))
    for (const expected of [text, `${text}*`, `${text}:sub`, `arn:${text}`, `https://${text}`]) {
      assert.include(texts, expected)
    }

    assert.deepStrictEqual(cdk(source("cdk", text)), [
      { url: provider?.url, clientIdList: [text] },
      {
        roleName: "deploy",
        path: "/ci/",
        maxSessionDuration: { count: 43_200 },
        assumedBy: {
          principal: { federated: `arn:${text}`, conditions: policy.Statement[0]?.Condition },
          tags: true
        }
      }
    ])
  })

  it.each(formats)("gives no order to whoever reads the log: %s", (format) => {
    const lines = nasty.flatMap((text) => documentLines(format, written(text)))
    for (const line of lines) assert.match(line, /^[ -~]*$/)
    assert.notMatch(lines.join("\n"), /^\s*::|##\w*\[/m)
  })

  it("is no document of CloudFormation's where a claim would be resolved", () => {
    assert.isTrue(isDynamic(written("{{resolve:ssm:x}}")))
    assert.isFalse(isDynamic(written("{{x}}")))
  })
})
