/**
 * The local AWS of the benchmark, in a process of its own: one that answers at
 * once, one as far away as a region, and one that is farther, over TLS. Writes
 * the variables of a job on each, and ends with its input.
 *
 * Usage: node scripts/bench/aws.ts
 */
import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { type AddressInfo, connect } from "node:net"
import { join } from "node:path"
import { createServer } from "node:tls"
import * as Effect from "effect/Effect"
import { LocalAws } from "../../src/testing/mod.ts"
import { makeTemporaryFolder } from "../lib/consumer.ts"
import { jobVariables } from "../lib/jobVariables.ts"
import { delay, longDelay } from "./delays.ts"

const devops = "111111111111"
const envs = { sbx: "222222222222", tst: "333333333333", stg: "444444444444", prd: "555555555555", dr: "666666666666" }

const accounts = {
  [devops]: { roles: { ci_role: {} } },
  ...Object.fromEntries(
    Object.entries(envs).map(([env, id]) => [id, { roles: { [`${env}_deployment_role`]: { trust: [devops] } } }])
  )
}

/** A local AWS, and the variables of a job on it. */
const start = (delay: number) =>
  Effect.gen(function* () {
    const aws = yield* LocalAws.make({ accounts })
    if (delay > 0) yield* aws.fault({ kind: "delay", duration: delay, real: true, times: "always" })
    const keys = yield* aws.roleCredentials(devops, "ci_role", { sessionName: "bench" })
    return jobVariables(aws.endpoint, keys)
  })

const inputEnds = Effect.callback<void>((resume) => {
  process.stdin.on("end", () => resume(Effect.void)).resume()
})

/** An authority of one server, itself: `localhost` and the address. */
const makeCertificate = (folder: string) => {
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")]
  const kind = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
  const names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
  execFileSync("openssl", ["req", ...kind, "-keyout", key, "-out", cert, ...names], { stdio: "ignore" })
  return { key: readFileSync(key), cert: readFileSync(cert), path: cert }
}

/** The same AWS behind TLS, for as long as the process lives. */
const overTls = (
  variables: Effect.Success<ReturnType<typeof start>>,
  { path, ...certificate }: ReturnType<typeof makeCertificate>
) =>
  Effect.promise(async () => {
    const { hostname, port } = new URL(variables.AWS_ENDPOINT_URL)
    const server = createServer(certificate, (client) => {
      const aws = connect(Number(port), hostname)
      for (const socket of [client, aws]) socket.on("error", () => aws.destroy())
      client.pipe(aws).pipe(client)
    })
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
    server.unref()
    const { port: own } = server.address() as AddressInfo
    return { ...variables, AWS_ENDPOINT_URL: `https://localhost:${own}`, NODE_EXTRA_CA_CERTS: path }
  })

using folder = makeTemporaryFolder()
await Effect.gen(function* () {
  const near = yield* start(0)
  const far = yield* start(delay)
  const secure = yield* overTls(yield* start(longDelay), makeCertificate(folder.path))
  process.stdout.write(`${JSON.stringify({ near, far, secure })}\n`)
  yield* inputEnds
}).pipe(Effect.scoped, Effect.runPromise)
