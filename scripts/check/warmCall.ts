/**
 * A `credential-process` whose session is kept loads no module of the AWS SDK and makes no request: the packed command
 * line is called twice on a local AWS, while Node tells each file that it loads.
 */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { LocalAws } from "../../src/testing/mod.ts"
import { packageJson, write } from "../lib/consumer.ts"
import type { Problem } from "../lib/problems.ts"
import { environment, run } from "../lib/run.ts"

const [devops, sbx] = ["111111111111", "222222222222"] as const

const world: LocalAws.Options = {
  accounts: {
    [devops]: { users: { developer: {} } },
    [sbx]: { roles: { sbx_role: { trust: [devops] } } }
  }
}

/** Tells each file as it is loaded. */
const hook = `import { appendFileSync } from "node:fs"
import { registerHooks } from "node:module"
registerHooks({
  load: (url, context, next) => {
    if (url.startsWith("file:")) appendFileSync(process.env.LOADED, url + "\\n")
    return next(url, context)
  }
})
`

/** What is of the SDK: its packages, and a bundle that has its words, which name its packages. */
const isOfSdk = (file: string): boolean =>
  /node_modules\/@(?:aws-sdk|smithy)\//.test(file) ||
  /@smithy\/|AWSSecurityTokenService/.test(readFileSync(file, "utf8"))

/** What is wrong with the second call of the package that is installed below a folder; nothing where all is well. */
export const warmCallProblems = (folder: string): Promise<ReadonlyArray<Problem>> =>
  Effect.gen(function* () {
    const aws = yield* LocalAws.make(world)
    const home = join(folder, "home")
    const { accessKeyId, secretAccessKey } = yield* aws.userCredentials(devops, "developer")
    write(
      join(home, ".aws", "config"),
      `[profile acme-sbx]\nrole_arn = arn:aws:iam::${sbx}:role/sbx_role\nsource_profile = developer\n` +
        `[profile developer]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${Redacted.value(secretAccessKey)}\n`
    )
    const config = join(home, "boto-ses.config.json")
    const workloads = { sbx: { accountId: sbx, profile: "acme-sbx" } }
    write(config, JSON.stringify({ region: "us-east-1", devops: {}, workloads }))
    write(join(folder, "hook.js"), hook)
    const program = join(folder, "node_modules", packageJson.name, packageJson.bin?.["boto-ses"] ?? "")

    const call = Effect.fnUntraced(function* (name: string) {
      const list = join(folder, `${name}.txt`)
      write(list, "")
      const before = yield* aws.count()
      const args = ["--import", join(folder, "hook.js"), program, "--config", config, "credential-process", "sbx"]
      const env = {
        PATH: environment.PATH,
        HOME: home,
        LOADED: list,
        AWS_ENDPOINT_URL: aws.endpoint,
        AWS_EC2_METADATA_DISABLED: "true",
        BOTO_SES_CACHE: "on"
      }
      const { exitCode, output, stdout } = yield* Effect.promise(() => run("node", args, { cwd: home, env }))
      const loaded = readFileSync(list, "utf8")
        .split("\n")
        .filter(Boolean)
        .map((url) => fileURLToPath(url))
      const ofSdk = loaded.filter(isOfSdk)
      return { exitCode, output, stdout, loaded, ofSdk, requests: (yield* aws.count()) - before }
    })

    const cold = yield* call("cold")
    const warm = yield* call("warm")
    const where = "credential-process"
    const problems: Array<Problem> = []
    if (cold.exitCode !== 0 || cold.requests === 0) problems.push({ where, what: `cold, it fails:\n${cold.output}` })
    if (cold.ofSdk.length === 0) problems.push({ where, what: "what is of the SDK is not recognized" })
    if (warm.stdout !== cold.stdout) problems.push({ where, what: `warm, it answers otherwise:\n${warm.output}` })
    if (warm.requests > 0) problems.push({ where, what: `warm, it makes ${warm.requests} requests` })
    for (const file of warm.ofSdk) problems.push({ where, what: `warm, it loads ${file}, which is of the AWS SDK` })
    if (warm.loaded.length === 0) problems.push({ where, what: "what it loads is not told" })
    return problems
  }).pipe(Effect.scoped, Effect.runPromise)
