import { assert, describe, it } from "@effect/vitest"
import { endpointPrefix, guardedVariables } from "../../../src/domain/child/GuardedVariables.ts"

describe("guardedVariables", () => {
  it("are those that decide whose credentials are used and who is asked, each once", () => {
    const names = guardedVariables(["AWS_REGION", "BOTO_SES_EXEC_TARGET"], {
      AWS_ENDPOINT_URL_S3: "http://127.0.0.1:1",
      AWS_PAGER: "less",
      PATH: "/bin"
    })
    assert.strictEqual(new Set(names).size, names.length)
    assert.includeMembers(
      [...names],
      [
        "AWS_PROFILE",
        "AWS_ACCESS_KEY_ID",
        "AWS_CONFIG_FILE",
        "AWS_ENDPOINT_URL_S3",
        "BOTO_SES_EXEC_TARGET",
        endpointPrefix
      ]
    )
    assert.notIncludeMembers([...names], ["AWS_PAGER"])
    assert.notIncludeMembers([...names], ["PATH"])
  })

  it("are names that every shell takes", () => {
    const odd = { "AWS_ENDPOINT_URL_$(touch x)": "y", "AWS_ENDPOINT_URL A": "z" }
    for (const name of guardedVariables(["x; y"], odd)) assert.match(name, /^\w+$/)
  })
})
