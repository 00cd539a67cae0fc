import { assert, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { layerAuto } from "../../src/services/reading/Layers.ts"
import { configOf, folderWith, platform } from "./reading/harness.ts"

const file = {
  region: "us-east-1",
  devops: { accountId: "111111111111" },
  workloads: { sbx: { accountId: "222222222222" }, tst: { accountId: "222222222222" }, prd: { profile: "prd" } },
  cdk: { "222222222222": "sbx", "111111111111": "devops" }
}

const read = (BOTO_SES_CDK: string) =>
  Effect.flatMap(folderWith({ "boto-ses.config.json": JSON.stringify(file) }), (working) =>
    configOf(layerAuto({}), { working, env: { BOTO_SES_CDK } })
  )

const problemsOf = (text: string) =>
  Effect.map(Effect.flip(read(text)), ({ reason }) =>
    reason._tag === "ConfigInvalid" ? reason.problems.map(({ path, found }) => `${path}: ${found}`) : [reason._tag]
  )

layer(platform)("BOTO_SES_CDK", (it) => {
  it.effect("comes before the file account by account, blanks aside", () =>
    Effect.gen(function* () {
      const { entries } = yield* read(" 222222222222 = tst ,, 333333333333=prd,333333333333=prd, ")
      assert.deepStrictEqual(entries.cdk, {
        "111111111111": "devops",
        "222222222222": "tst",
        "333333333333": "prd"
      })
    })
  )

  it.effect("is as if it were not there where it is empty", () =>
    Effect.gen(function* () {
      for (const text of ["", " , "]) assert.deepStrictEqual((yield* read(text)).entries.cdk, file.cdk)
    })
  )

  for (const [what, text, found] of [
    ["an account with two targets", "222222222222=sbx,222222222222=tst", 'BOTO_SES_CDK: "sbx and tst"'],
    ["an account with too few digits", "22222222222=sbx", 'BOTO_SES_CDK: "22222222222"'],
    ["digits that are not ASCII", "２２２２２２２２２２２２=sbx", 'BOTO_SES_CDK: "２２２２２２２２２２２２"'],
    ["a name of JavaScript's own", "__proto__=sbx", 'BOTO_SES_CDK: "__proto__"'],
    ["a target that is none", "222222222222=constructor", 'BOTO_SES_CDK: "constructor"'],
    ["a target of another account", "333333333333=sbx", 'cdk.333333333333: "sbx", which is of account 222222222222'],
    ["no target", "222222222222=", "BOTO_SES_CDK: an empty text"]
  ] as const) {
    it.effect(`refuses ${what}`, () =>
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* problemsOf(text), [found])
      })
    )
  }
})
