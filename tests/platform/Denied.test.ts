import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as PlatformError from "effect/PlatformError"
import { grantFlag, missingFlag } from "../../src/platform/Denied.ts"
import { describeUnwritable } from "../../src/platform/DescribeUnwritable.ts"
import { ConfigProvider, ofProcess } from "../../src/platform/Environment.ts"
import { describeUnreadable } from "../../src/platform/ReadText.ts"
import { variables } from "../../src/platform/Variables.ts"

const notCapable = (kind: string, to: string) =>
  Object.assign(new Error(`Requires ${kind} access to "${to}", run again with the --allow-${kind} flag`), {
    name: "NotCapable"
  })

const ofFile = (cause: Error) =>
  PlatformError.systemError({ _tag: "Unknown", module: "FileSystem", method: "open", pathOrDescriptor: "/x", cause })

/** The variables of a process on Deno that may read some and list none. */
const partly = (allowed: { readonly [name: string]: string }) =>
  new Proxy<{ [name: string]: string | undefined }>(
    {},
    {
      get: (_, name) => {
        if (!Object.hasOwn(allowed, name)) throw notCapable("env", String(name))
        return allowed[String(name)]
      },
      ownKeys: () => {
        throw notCapable("env", "")
      }
    }
  )

describe("a permission that Deno did not give", () => {
  it("is found below the errors that it causes", () => {
    const read = notCapable("read", "/home/a/.aws/config")
    const flag = "--allow-read=/home/a/.aws/config"
    assert.strictEqual(missingFlag(read), flag)
    assert.strictEqual(missingFlag(ofFile(read)), flag)
    assert.strictEqual(missingFlag(new Error("outer", { cause: read })), flag)
    assert.strictEqual(missingFlag(new Error(read.message)), undefined)
    assert.strictEqual(missingFlag(undefined), undefined)
  })

  it("is named where a file is read or written", () => {
    const cause = ofFile(notCapable("read", "/x"))
    assert.strictEqual(describeUnreadable({ _tag: "Failed", cause }), "may not be read without Deno's --allow-read=/x")
    assert.strictEqual(describeUnwritable(ofFile(notCapable("write", "/x"))), "Deno needs --allow-write=/x for that")
  })

  it("of a variable names it, and the flag for all", () => {
    assert.strictEqual(
      grantFlag(notCapable("env", "AWS_PROFILE")),
      "Run Deno with --allow-env=AWS_PROFILE, or with --allow-env for every variable that is asked for."
    )
  })

  it.effect("leaves the variables that it does give", () =>
    Effect.gen(function* () {
      const { A, B } = yield* variables(["A", "B"])
      assert.deepStrictEqual([A, B], ["1", undefined])
      const failure = yield* Effect.flip(variables(["A", "C"]))
      assert.strictEqual(failure.name, "C")
      assert.include(failure.grant, "--allow-env=C")
    }).pipe(Effect.provideService(ConfigProvider, ofProcess(partly({ A: "1", B: "" }))))
  )
})
