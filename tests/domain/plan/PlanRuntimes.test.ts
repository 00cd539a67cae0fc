import { assert, describe, it } from "@effect/vitest"
import { askOf } from "../../../src/domain/Purpose.ts"
import { plan } from "../../../src/domain/plan/Decide.ts"
import type { Facts } from "../../../src/domain/plan/Plan.ts"
import { groupOf, type RuntimeName, runtimeNames } from "../../../src/domain/runtime/RuntimeName.ts"
import { accounts, base, summaries, user } from "./fixture.ts"

/** The plans of `devops`, `env("prd")` and `app`, in this order; the ambient identity a user of devops, ENV_NAME prd. */
type Plans = readonly [devops: string, env: string, app: string]

const local: Plans = ["UseProfile devops@devops", "UseProfile prd@prd", "UseProfile sbx@sbx"]
const fromDevops = (env: string): string => `AssumeRole ${env}@${env} from UseAmbient devops@devops`
const cloud9: Plans = ["UseAmbient devops@devops", fromDevops("prd"), fromDevops("sbx")]
const ci: Plans = ["UseAmbient devops@devops", fromDevops("prd"), fromDevops("prd")]
const app: Plans = ["Refuse NotFromApplication", "Refuse NotFromApplication", "UseAmbient prd@-"]
const container: Plans = ["Refuse NotFromApplication", "Refuse NotFromApplication", "UseAmbient prd@prd"]
const unknown: Plans = ["Refuse RuntimeUnknown", "Refuse RuntimeUnknown", "UseAmbient prd@prd"]

/** Every runtime of the Python original, and those that this library adds. */
const runtimes: ReadonlyArray<readonly [RuntimeName, Plans]> = [
  ["local", local],
  ["aws_cloud9", cloud9],
  ["aws_codebuild", ci],
  ["github_action", ci],
  ["gitlab_ci", ci],
  ["bitbucket_pipeline", ci],
  ["circleci", ci],
  ["jenkins", ci],
  ["aws_lambda", app],
  ["aws_batch", app],
  ["aws_glue", app],
  ["aws_ec2", app],
  ["aws_ecs", app],
  ["glue_container", container],
  ["unknown", unknown],
  ["codespaces", local],
  ["gitpod", local],
  ["devcontainer", local],
  ["aws_cloudshell", cloud9],
  ["dev_server", cloud9],
  ["ci", ci],
  ["aws_app_runner", app],
  ["aws_eks", app]
]

const plansOf = (name: RuntimeName): ReadonlyArray<string> =>
  ["devops", "prd", "app"].flatMap((target) => {
    const facts: Facts = {
      ...base,
      runtime: { name, group: groupOf(name), evidence: "of the test" },
      ask: askOf(target),
      currentEnv: { ENV_NAME: "prd" },
      ambient: { _tag: "Known", principal: user(accounts.devops) }
    }
    return summaries(plan(facts))
  })

describe("the plans of a runtime", () => {
  it.each(runtimes)("%s", (name, plans) => {
    assert.deepStrictEqual(plansOf(name), [...plans])
  })

  it("are those of a CI for every vendor of CI", () => {
    const listed = runtimes.map(([name]) => name)
    for (const name of runtimeNames.filter((name) => !listed.includes(name))) {
      assert.strictEqual(groupOf(name), "ci", name)
      assert.deepStrictEqual(plansOf(name), [...ci], name)
    }
  })

  it("ask nothing of the ambient identity on a laptop and in an application", () => {
    for (const name of runtimeNames) {
      const asks = ["devops", "prd", "app"].some(
        (target) =>
          plan({
            ...base,
            runtime: { name, group: groupOf(name), evidence: "of the test" },
            ask: askOf(target),
            currentEnv: { ENV_NAME: "prd" }
          })._tag === "NeedsAmbientIdentity"
      )
      assert.strictEqual(asks, groupOf(name) === "ci" || groupOf(name) === "cloud9", name)
    }
  })
})
