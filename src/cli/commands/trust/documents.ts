import type { TrustPolicy } from "../../../domain/oidc/TrustPolicy.ts"
import { safeLine } from "../../../domain/text/OneLine.ts"
import { quoted, quotedHcl, quotedYaml } from "./quoted.ts"

/** What is written: a role's trust policy, and the provider that it names where that was asked for. */
export interface Written {
  readonly roleName: string
  /** The role's path: `/` where it has none. */
  readonly path: string
  /** Seconds; none where the sessions asked for are no longer than IAM allows by itself. */
  readonly maxSessionDuration: number | undefined
  readonly provider: { readonly arn: string; readonly url: string; readonly audience: string } | undefined
  readonly policy: TrustPolicy
}

/** The formats of `--format`. */
export type Format = "json" | "cloudformation" | "terraform" | "cdk"

export const formats: readonly [Format, ...ReadonlyArray<Format>] = ["json", "cloudformation", "terraform", "cdk"]

type Value = string | number | ReadonlyArray<Value> | { readonly [key: string]: Value }

const isPlain = (value: Value): value is string | number => typeof value === "string" || typeof value === "number"

/** A number as it stands, a text in the quotes of a format. */
const plain = (value: string | number, quote: (text: string) => string): string =>
  typeof value === "number" ? String(value) : quote(value)

const isList = (value: Value): value is ReadonlyArray<Value> => Array.isArray(value)

const entriesOf = (value: Value): ReadonlyArray<readonly [string, Value]> =>
  isPlain(value) || isList(value) ? [] : Object.entries(value)

const indented = (lines: ReadonlyArray<string>): ReadonlyArray<string> => lines.map((line) => `  ${line}`)

/** The policy as plain values. */
const policyValue = ({ Version, Statement }: TrustPolicy): { readonly [key: string]: Value } => ({
  Version,
  Statement: Statement.map((statement) => ({ ...statement, Condition: { ...statement.Condition } }))
})

const json = (value: Value, depth = ""): string => {
  if (isPlain(value)) return plain(value, quoted)
  const inner = `${depth}  `
  const items = isList(value)
    ? value.map((item) => json(item, inner))
    : entriesOf(value).map(([key, item]) => `${quoted(key)}: ${json(item, inner)}`)
  const [open, close] = isList(value) ? "[]" : "{}"
  return items.length === 0 ? `${open}${close}` : `${open}\n${inner}${items.join(`,\n${inner}`)}\n${depth}${close}`
}

const plainKey = (key: string): string => (/^[A-Za-z]\w*$/.test(key) ? key : quotedYaml(key))

const yaml = (value: Value): ReadonlyArray<string> => {
  if (isPlain(value)) return [plain(value, quotedYaml)]
  if (isList(value)) {
    return value.flatMap((item) => {
      const [first = "", ...rest] = yaml(item)
      return [`- ${first}`, ...indented(rest)]
    })
  }
  return entriesOf(value).flatMap(([key, item]) =>
    isPlain(item) ? [`${plainKey(key)}: ${plain(item, quotedYaml)}`] : [`${plainKey(key)}:`, ...indented(yaml(item))]
  )
}

const hcl = (value: Value): ReadonlyArray<string> => {
  if (isPlain(value)) return [plain(value, quotedHcl)]
  if (isList(value)) {
    return [
      "[",
      ...indented(
        value.flatMap((item) => hcl(item).map((line, at, all) => (at === all.length - 1 ? `${line},` : line)))
      ),
      "]"
    ]
  }
  const lines = entriesOf(value).flatMap(([key, item]) => {
    const [first = "", ...rest] = hcl(item)
    return [`${/^[A-Za-z]\w*$/.test(key) ? key : quotedHcl(key)} = ${first}`, ...rest]
  })
  return ["{", ...indented(lines), "}"]
}

const asJson = ({ provider, policy }: Written): ReadonlyArray<string> => {
  const trustPolicy = policyValue(policy)
  const value: Value =
    provider === undefined
      ? trustPolicy
      : { provider: { Url: provider.url, ClientIDList: [provider.audience] }, trustPolicy }
  return json(value).split("\n")
}

const asCloudFormation = ({ roleName, path, maxSessionDuration, provider, policy }: Written): ReadonlyArray<string> =>
  yaml({
    Resources: {
      ...(provider === undefined
        ? {}
        : {
            OidcProvider: {
              Type: "AWS::IAM::OIDCProvider",
              Properties: { Url: provider.url, ClientIdList: [provider.audience] }
            }
          }),
      OidcRole: {
        Type: "AWS::IAM::Role",
        ...(provider === undefined ? {} : { DependsOn: "OidcProvider" }),
        Properties: {
          RoleName: roleName,
          ...(path === "/" ? {} : { Path: path }),
          ...(maxSessionDuration === undefined ? {} : { MaxSessionDuration: maxSessionDuration }),
          AssumeRolePolicyDocument: policyValue(policy)
        }
      }
    }
  })

const asTerraform = ({ roleName, path, maxSessionDuration, provider, policy }: Written): ReadonlyArray<string> => {
  const [open = "", ...document] = hcl(policyValue(policy))
  return [
    ...(provider === undefined
      ? []
      : [
          'resource "aws_iam_openid_connect_provider" "oidc" {',
          `  url            = ${quotedHcl(provider.url)}`,
          `  client_id_list = [${quotedHcl(provider.audience)}]`,
          "}",
          ""
        ]),
    'resource "aws_iam_role" "oidc" {',
    `  name = ${quotedHcl(roleName)}`,
    ...(path === "/" ? [] : [`  path = ${quotedHcl(path)}`]),
    ...(maxSessionDuration === undefined ? [] : [`  max_session_duration = ${maxSessionDuration}`]),
    `  assume_role_policy = jsonencode(${open}`,
    ...indented(document.slice(0, -1)),
    "  })",
    ...(provider === undefined ? [] : ["  depends_on = [aws_iam_openid_connect_provider.oidc]"]),
    "}"
  ]
}

const asCdk = ({ roleName, path, maxSessionDuration, provider, policy }: Written): ReadonlyArray<string> => {
  const principal = policy.Statement.map(({ Principal, Action, Condition }) => {
    const conditions = json({ ...Condition }, "  ")
    const tags = typeof Action === "string" ? "" : ".withSessionTags()"
    return `new iam.WebIdentityPrincipal(${quoted(Principal.Federated)}, ${conditions})${tags}`
  })
  return [
    ...(maxSessionDuration === undefined ? [] : ['import { Duration } from "aws-cdk-lib"']),
    'import * as iam from "aws-cdk-lib/aws-iam"',
    "",
    ...(provider === undefined
      ? []
      : [
          'const oidcProvider = new iam.CfnOIDCProvider(this, "OidcProvider", {',
          `  url: ${quoted(provider.url)},`,
          `  clientIdList: [${quoted(provider.audience)}]`,
          "})"
        ]),
    `${provider === undefined ? "" : "const oidcRole = "}new iam.Role(this, "OidcRole", {`,
    `  roleName: ${quoted(roleName)},`,
    ...(path === "/" ? [] : [`  path: ${quoted(path)},`]),
    ...(maxSessionDuration === undefined ? [] : [`  maxSessionDuration: Duration.seconds(${maxSessionDuration}),`]),
    `  assumedBy: ${principal.join("")}`,
    "})",
    ...(provider === undefined ? [] : ["oidcRole.node.addDependency(oidcProvider)"])
  ].flatMap((line) => line.split("\n"))
}

const writers: { readonly [Name in Format]: (written: Written) => ReadonlyArray<string> } = {
  json: asJson,
  cloudformation: asCloudFormation,
  terraform: asTerraform,
  cdk: asCdk
}

/** A document in a format, line by line. Within its texts alone anything may be escaped, and there all formats read it back. */
export const documentLines = (format: Format, written: Written): ReadonlyArray<string> =>
  writers[format](written).map(safeLine)

/** CloudFormation, and CDK by it, puts something else in the place of such a text, and knows no escape. */
export const isDynamic = (written: Written): boolean => /\{\{\s*resolve:/i.test(JSON.stringify(written))
