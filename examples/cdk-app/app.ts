/** One stack in each account: the plug-in gives each the session of its own. */
import { readFileSync } from "node:fs"
import { App, Stack } from "aws-cdk-lib"
import { StringParameter } from "aws-cdk-lib/aws-ssm"

const { region, workloads } = JSON.parse(readFileSync(new URL("boto-ses.config.json", import.meta.url), "utf8"))

const app = new App()
for (const [name, { accountId }] of Object.entries<{ accountId: string }>(workloads)) {
  const stack = new Stack(app, `app-${name}`, { env: { account: accountId, region } })
  new StringParameter(stack, "Release", { parameterName: `/app/${name}/release`, stringValue: "1.4.2" })
}
app.synth()
