import { execFileSync } from "node:child_process"
import { mkdtempSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { awsCli1, awsCli2, boto3, goClients, goSource, javascript, ruby } from "./Client.ts"
import { judgesShadows, outlivesSessions, usesDoors } from "./suite.ts"

/** Debian's sources of the SDKs, built once: nothing is fetched. */
const builtGo = (): string => {
  const binary = join(mkdtempSync(join(tmpdir(), "boto-ses-go-")), "client")
  const env = { ...process.env, GO111MODULE: "off", GOPATH: "/usr/share/gocode", GOFLAGS: "" }
  execFileSync("go", ["build", "-o", binary, goSource], { env, stdio: ["ignore", "ignore", "inherit"] })
  return binary
}

const go = goClients(builtGo())

for (const client of [boto3, awsCli1, awsCli2, ...go]) {
  judgesShadows(client)
  usesDoors(client, true, true)
}
judgesShadows(ruby)
usesDoors(ruby, false, true)
outlivesSessions([boto3, awsCli1, awsCli2, javascript, ...go])
