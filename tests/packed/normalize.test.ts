import { assert, describe, it } from "@effect/vitest"
import { normalize } from "../../scripts/check/cli/normalize.ts"

describe("what a golden file leaves out", () => {
  it("is what differs from run to run", () => {
    const secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
    for (const [text, expected] of [
      ["export AWS_ACCESS_KEY_ID='ASIAIOSFODNN7EXAMPLE'", "export AWS_ACCESS_KEY_ID='<access key id>'"],
      [`AWS_SECRET_ACCESS_KEY=${secret}\n`, "AWS_SECRET_ACCESS_KEY=<secret>\n"],
      [`"${secret}${secret}=="`, '"<secret>"'],
      ["2026-01-02T03:04:05Z 2026-01-02T03:04:05.678Z (in 59 min)", "<time> <time> (in <an hour>)"],
      ["made 1 min ago, made less than a minute ago", "made <minutes> ago, made <minutes> ago"],
      [
        "role a   1 min   58 min\nrole a  <1 min   59 min",
        "role a  <minutes>   <an hour>\nrole a  <minutes>   <an hour>"
      ],
      ["http://127.0.0.1:45123/", "http://127.0.0.1:<port>/"],
      ["/tmp/x/home/.aws", "~/.aws"],
      [
        "credential_process = /usr/bin/deno run --allow-all /tmp/x/main.js a",
        "credential_process = <runtime> <program> a"
      ]
    ] as const) {
      assert.strictEqual(
        normalize(text, [
          ["/tmp/x/home", "~"],
          ["/tmp/x/main.js", "<program>"]
        ]),
        expected
      )
    }
  })

  it("is nothing else", () => {
    const text = "AccountMismatch: expected 22********22, found 33********33 in us-east-1 (in 12 min), exit code 5\n"
    assert.strictEqual(normalize(text, [["/tmp/x", "~"]]), text)
  })
})
