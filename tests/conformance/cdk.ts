/** A CDK app of two accounts, the real CLI of CDK, and the packed plug-in, in a folder of their own. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { accounts } from "../factory/acme.ts"
import { type Output, run, type Variables } from "./peers.ts"
import type { Recorded } from "./Recorder.ts"

const root = join(import.meta.dirname, "../..")

const region = "us-east-1"

/** A stack with one parameter, by the session that the CLI is given, or by the roles of a bootstrapped account. */
const stack = (account: string, isBootstrapped: boolean) => {
  const role = (name: string): string => `arn:aws:iam::${account}:role/cdk-hnb659fds-${name}-role-${account}-${region}`
  const properties = isBootstrapped
    ? {
        assumeRoleArn: role("deploy"),
        cloudFormationExecutionRoleArn: role("cfn-exec"),
        requiresBootstrapStackVersion: 6,
        bootstrapStackVersionSsmParameter: "/cdk-bootstrap/hnb659fds/version",
        lookupRole: { arn: role("lookup"), requiresBootstrapStackVersion: 8 }
      }
    : {}
  return {
    artifact: {
      type: "aws:cloudformation:stack",
      environment: `aws://${account}/${region}`,
      properties: { templateFile: `s${account}.template.json`, validateOnSynth: false, ...properties },
      displayName: `s${account}`
    },
    template: {
      Resources: { P: { Type: "AWS::SSM::Parameter", Properties: { Name: `p${account}`, Type: "String", Value: "x" } } }
    }
  }
}

const manifestVersion = "36.0.0"

export interface CdkApp {
  readonly folder: string
  /** Variables that a run needs besides those of the machine's credentials. */
  readonly variables: { readonly [name: string]: string }
}

/** The app, synthesized, and what a project has in `node_modules`. */
export const makeApp = (config: object, isBootstrapped = false): Effect.Effect<CdkApp, never, Scope.Scope> =>
  Effect.map(
    Effect.acquireRelease(
      Effect.sync(() => mkdtempSync(join(tmpdir(), "cdk-app-"))),
      (folder) => Effect.sync(() => rmSync(folder, { recursive: true, force: true }))
    ),
    (folder) => {
      const modules = join(folder, "node_modules")
      mkdirSync(join(modules, "effect-boto-ses"), { recursive: true })
      // The CLI finds plug-ins from its own folder: links would lead it back to ours.
      for (const name of readdirSync(join(root, "node_modules"))) {
        if (name === "effect-boto-ses" || name === "aws-cdk" || name.startsWith(".")) continue
        symlinkSync(join(root, "node_modules", name), join(modules, name))
      }
      cpSync(join(root, "node_modules/aws-cdk"), join(modules, "aws-cdk"), { recursive: true, dereference: true })
      for (const name of ["dist", "package.json"]) {
        cpSync(join(root, name), join(modules, "effect-boto-ses", name), { recursive: true })
      }
      const out = join(folder, "cdk.out")
      mkdirSync(out)
      const artifacts: { [name: string]: unknown } = {}
      for (const account of [accounts.sbx, accounts.tst]) {
        const { artifact, template } = stack(account, isBootstrapped)
        artifacts[`s${account}`] = artifact
        writeFileSync(join(out, `s${account}.template.json`), JSON.stringify(template))
      }
      writeFileSync(join(out, "manifest.json"), JSON.stringify({ version: manifestVersion, artifacts }))
      writeFileSync(join(out, "cdk.out"), JSON.stringify({ version: manifestVersion }))
      writeFileSync(join(folder, "boto-ses.config.json"), JSON.stringify(config))
      mkdirSync(join(folder, ".git"))
      mkdirSync(join(folder, "home"))
      return {
        folder,
        variables: {
          HOME: join(folder, "home"),
          CI: "true",
          USER_RUNTIME_NAME: "ci",
          AWS_EC2_METADATA_DISABLED: "true",
          AWS_REGION: region,
          CDK_DISABLE_VERSION_CHECK: "1",
          CDK_DISABLE_CLI_TELEMETRY: "true"
        }
      }
    }
  )

/** The configuration of the two accounts; `cdk` is a mapping that it may have. */
export const configuration = (more: object = {}) => ({
  region,
  devops: { accountId: accounts.devops },
  workloads: { sbx: { accountId: accounts.sbx }, tst: { accountId: accounts.tst } },
  ...more
})

/** Runs a command in the app's folder. */
export const inApp = (
  { folder, variables }: CdkApp,
  endpoint: string,
  keys: Variables,
  command: ReadonlyArray<string>
): Effect.Effect<Output> =>
  run("sh", ["-c", 'cd "$0" && exec "$@"', folder, ...command], { ...variables, ...keys, AWS_ENDPOINT_URL: endpoint })

/** The CLI of CDK on a runtime. */
export const cdk = (...args: ReadonlyArray<string>): ReadonlyArray<string> => [
  "node",
  "node_modules/aws-cdk/bin/cdk",
  ...args,
  "--app",
  "cdk.out"
]

export const deployAll: ReadonlyArray<string> = [
  "deploy",
  "--all",
  "--require-approval",
  "never",
  "--plugin",
  "effect-boto-ses/cdk"
]

/** The session names of the AssumeRole requests, in order. */
export const sessionNames = (requests: ReadonlyArray<Recorded>): ReadonlyArray<string> =>
  requests.filter(({ action }) => action === "AssumeRole").map(({ params }) => params.RoleSessionName ?? "")

/** The requests that change something. */
export const writes = (requests: ReadonlyArray<Recorded>): ReadonlyArray<string> =>
  requests.map(({ action }) => action).filter((action) => /^(?:Create|Execute|Update|Put|Delete)/.test(action))

/**
 * moto finds a template in its own S3 only by the address that AWS has: with the address of this machine it takes the
 * first part of the host for the bucket.
 */
export const templateOfAws = (body: Buffer): Buffer => {
  const text = body.toString("latin1")
  const there = /TemplateURL=http%3A%2F%2F127\.0\.0\.1%3A\d+%2F/
  return there.test(text)
    ? Buffer.from(text.replace(there, "TemplateURL=https%3A%2F%2Fs3.us-east-1.amazonaws.com%2F"), "latin1")
    : body
}
