import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { maskAccountIds } from "../domain/aws/AccountId.ts"
import { profileOrigin } from "../domain/aws/Origin.ts"
import { oneLine } from "../domain/text/OneLine.ts"
import { askWithin, inTurn, Person } from "../platform/Person.ts"
import type { Answer } from "../platform/Question.ts"
import { SourceUnusable } from "../services/CredentialSource.ts"
import { MfaCode, type MfaCodeRequest } from "../services/MfaCode.ts"
import { FirstKeptIn } from "../services/SessionStore.ts"

export * from "../services/MfaCode.ts"

/** How often a code is asked for where what was typed is none. */
const tries = 3

const describeAnswer = (answer: Exclude<Answer, { readonly _tag: "Line" }>, device: string): string => {
  switch (answer._tag) {
    case "Unasked":
      return `it takes a code of the device ${device} (mfa_serial), and nobody can be asked for one: ${answer.why}. ${answer.next}`
    case "Left":
      return `it takes a code of the device ${device} (mfa_serial), and none was given.`
    case "TooLong":
      return `it takes a code of the device ${device} (mfa_serial), and none was given within ${answer.minutes} minutes.`
  }
}

/** What it means that the sign-in is kept, for those who are told it for the first time. */
const meaning = (folder: string | undefined): string =>
  folder === undefined
    ? ""
    : `This sign-in is kept in ${oneLine(folder)}: for its life, whoever has your access key and that folder needs no code. `

/**
 * Asks the person at the terminal for the code, unseen: on the controlling terminal, where the process has one, even if
 * its streams are pipes; else on stderr, where stdin is a terminal.
 *
 * **When to use**: for programs that people run. The command line asks in this way by itself.
 *
 * **Details**: whoever asks while somebody is asked waits for his turn. A code has six digits; for anything else the
 * person is asked again, three times in all, and an empty line or the end of the input (Ctrl-D) gives up. Where a store
 * keeps the sign-in on this host for the first time, the question says what that means. A person is
 * waited for five minutes, which count to no request's limit. Ctrl-C and the signals that end a process do that, and what
 * is typed is seen again after. Nobody is asked in a CI job (`CI` is set), in the background, nor where there is no
 * terminal: that is an error (`ProfileUnusable`) which says so.
 *
 * **Gotchas**: the layer goes below the factory's, since the layer of `CredentialSource` takes the source of codes when it
 * is made. On Deno it needs `--allow-run` and `--allow-all` for `/dev/tty`, without which stdin has to be a terminal.
 *
 * **Example** (a factory that asks)
 *
 * ```ts
 * import { Effect, Layer } from "effect"
 * import { BotoSesFactory, MfaCode } from "effect-boto-ses"
 *
 * class Aws extends BotoSesFactory.Service<Aws>()("acme/Aws", {
 *   region: "us-east-1",
 *   devops: {},
 *   workloads: { sbx: { profile: "acme-sbx" } }
 * }) {}
 *
 * const layer = Layer.provide(Aws.layer, MfaCode.layerPrompt)
 * // Nothing is asked before a profile with `mfa_serial` is used.
 * const names = Effect.map(Aws, ({ envNames }) => envNames)
 * const found = await Effect.runPromise(Effect.provide(names, layer))
 * if (found[0] !== "sbx") throw new Error(`expected sbx, found ${found[0]}`)
 * ```
 */
export const layerPrompt: Layer.Layer<never> = Layer.effect(
  MfaCode,
  Effect.map(Person, (person): MfaCode => {
    const conversation = Effect.fnUntraced(function* ({ serialNumber, profile, isRefused }: MfaCodeRequest) {
      const unusable = (detail: string, isUnasked = false) =>
        new SourceUnusable({ origin: profileOrigin(profile), detail, isUnasked })
      const kept = meaning(yield* FirstKeptIn)
      const text = `Code of the MFA device ${maskAccountIds(oneLine(serialNumber))} for the profile ${oneLine(profile)}: `
      for (let left = tries; left > 0; left--) {
        const again =
          left < tries
            ? "A code has six digits. "
            : isRefused === true
              ? "AWS refused that code: wait for the next one. "
              : kept
        const answer = yield* askWithin(person, { text: again + text, isHidden: true })
        if (answer._tag === "Unasked") return yield* unusable(describeAnswer(answer, serialNumber), true)
        if (answer._tag !== "Line") return yield* unusable(describeAnswer(answer, serialNumber))
        const typed = answer.line.replace(/\s/g, "")
        if (/^\d{6}$/.test(typed)) return Redacted.make(typed)
        if (typed === "") return yield* unusable(describeAnswer({ _tag: "Left" }, serialNumber))
      }
      return yield* unusable(`it takes a code of six digits of the device ${serialNumber}; what was typed is none.`)
    })
    return (request) => inTurn(conversation(request))
  })
)
