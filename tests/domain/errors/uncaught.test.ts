import { execFile } from "node:child_process"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"

const errors = new URL("../../../src/domain/errors/", import.meta.url)

const program = `
import { BotoSesError } from "${new URL("BotoSesError.ts", errors)}"
import { UnknownEnv } from "${new URL("Config.ts", errors)}"
await Promise.reject(BotoSesError.of(new UnknownEnv({ given: "prdd", known: ["prd"], source: "the call" })))
`

const stderrOf = Effect.callback<string>((resume) => {
  const child = execFile(process.execPath, ["--input-type=module", "--eval", program], (_error, _stdout, stderr) => {
    resume(Effect.succeed(stderr))
  })
  return Effect.sync(() => child.kill())
})

it.live("an error that nobody catches shows its message and no line of our code", () =>
  Effect.gen(function* () {
    const { stackTraceLimit } = Error
    const stderr = yield* stderrOf
    assert.include(stderr, "is not the name of an environment")
    assert.notInclude(stderr, "BotoSesError.ts")
    assert.notInclude(stderr, "new BotoSesError(")
    assert.strictEqual(Error.stackTraceLimit, stackTraceLimit)
  })
)
