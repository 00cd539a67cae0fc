/**
 * Asks for the profile that each line of its input names, each time as a new process would. Prints `NAME is ID` or
 * `NAME failed: WHY`. Where a person is asked for a code it prints `code?`, and the next line is the code.
 */
import process from "node:process"
import { createInterface } from "node:readline"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { MfaCode } from "../../../src/services/MfaCode.ts"
import { profileIn } from "../laptop.ts"

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
const nextLine = Effect.promise(async () => {
  const line = await lines.next()
  return line.done === true ? undefined : line.value
})

const print = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

const code = Effect.suspend(() => {
  print("code?")
  return Effect.map(nextLine, (line) => Redacted.make(line ?? ""))
})

const ask = (name: string) =>
  profileIn({ HOME: process.env.HOME ?? "" }, name).pipe(
    Effect.provideService(MfaCode, () => code),
    Effect.match({
      onFailure: (error) => print(`${name} failed: ${"detail" in error ? error.detail : error._tag}`),
      onSuccess: ({ credentials }) => print(`${name} is ${credentials.accessKeyId}`)
    })
  )

await Effect.gen(function* () {
  print("ready")
  for (;;) {
    const name = yield* nextLine
    if (name === undefined) return
    yield* ask(name)
  }
}).pipe(Effect.runPromise)
process.exit(0)
