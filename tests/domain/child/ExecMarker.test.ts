import { assert, describe, it } from "@effect/vitest"
import { applyEnvironment } from "../../../src/domain/child/ChildEnvironment.ts"
import type { ExecMarker } from "../../../src/domain/child/ExecMarker.ts"
import { decodeMarker, encodeMarker, markerVariables } from "../../../src/domain/child/ExecMarker.ts"

const sbx: ExecMarker = { target: "sbx", env: "sbx", accountId: "222222222222", kind: "assumed-role", name: "deploy" }

const variablesOf = (marker: ExecMarker | undefined, inherited: Record<string, string> = {}): Record<string, string> =>
  applyEnvironment(inherited, encodeMarker(marker))

const decode = (variables: Record<string, string>): ExecMarker | undefined => decodeMarker(variables)

describe("ExecMarker", () => {
  const markers: ReadonlyArray<ExecMarker> = [
    sbx,
    { ...sbx, target: "app", env: undefined },
    { ...sbx, target: "devops", env: undefined, kind: "user", name: "alice@example.com" },
    { ...sbx, kind: "root", name: "root" },
    { ...sbx, kind: "federated-user" }
  ]
  for (const marker of markers) {
    it(`survives the way to a child: ${marker.target}, ${marker.kind}`, () => {
      assert.deepStrictEqual(decode(variablesOf(marker)), marker)
    })
  }

  it("leaves nothing of an outer one", () => {
    const outer = variablesOf(sbx)
    const inner = { ...sbx, target: "app", env: undefined }
    assert.deepStrictEqual(decode(variablesOf(inner, outer)), inner)
    assert.deepStrictEqual(variablesOf(undefined, outer), {})
  })

  it("is none where a part is missing, empty or malformed", () => {
    assert.isUndefined(decode({}))
    const whole = variablesOf(sbx)
    for (const name of markerVariables.filter((name) => name !== "BOTO_SES_EXEC_ENV")) {
      const { [name]: _, ...rest } = whole
      assert.isUndefined(decode(rest), name)
      assert.isUndefined(decode({ ...whole, [name]: "" }), name)
    }
    assert.isUndefined(decode({ ...whole, BOTO_SES_EXEC_ACCOUNT_ID: "22222222222" }))
    assert.isUndefined(decode({ ...whole, BOTO_SES_EXEC_PRINCIPAL_KIND: "role" }))
  })
})
