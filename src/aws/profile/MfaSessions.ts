import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { profileOrigin } from "../../domain/aws/Origin.ts"
import { chainOfKeys, type SourceChain } from "../../domain/aws/SourceChain.ts"
import { SourceUnusable, sourceUnusableText } from "../../services/CredentialSource.ts"
import { type KeptCredentials, keepCredentials } from "../../services/KeepSession.ts"
import { MfaCode, type MfaCodeRequest } from "../../services/MfaCode.ts"
import { type Prompt, SessionNeed, SessionStore } from "../../services/SessionStore.ts"
import { Sts, type StsCaller, type StsError } from "../../services/Sts.ts"
import { describeStsError } from "../DescribeStsError.ts"

export interface MfaSignIn {
  /** The user whose device it is, by the user's own keys. */
  readonly caller: StsCaller
  readonly chain: SourceChain | undefined
  readonly serialNumber: string
  readonly profile: string
}

/** The question for a code, as other processes are told of it. */
export const codePrompt = ({
  serialNumber,
  profile
}: Pick<MfaSignIn, "serialNumber" | "profile">): Prompt<SourceUnusable> => ({
  what: `a code of the device ${serialNumber} for the profile ${profile}`,
  fail: (detail) => new SourceUnusable({ origin: profileOrigin(profile), detail })
})

const TypeId = "~effect-boto-ses/aws/MfaSessions"

/** The sign-ins by multi-factor devices: a code is taken once, so those who need the same one share its session. */
export interface MfaSessions {
  readonly [TypeId]: typeof TypeId
  /** The user's session that one code of the device opened, for as long as it lives. */
  readonly get: (signIn: MfaSignIn) => Effect.Effect<KeptCredentials, SourceUnusable>
  /**
   * Forgets the session with this access key: AWS called it expired before its time, or denies it what it may grant to one
   * that was made after `since` (milliseconds since the epoch, by AWS's clock).
   */
  readonly forget: (signIn: MfaSignIn, accessKeyId: string, since?: number) => Effect.Effect<void>
}

/** The tag of the sign-ins by multi-factor devices. */
export const MfaSessions: Context.Service<MfaSessions, MfaSessions> = Context.Service<MfaSessions>(
  "effect-boto-ses/aws/MfaSessions"
)

/** Milliseconds before its end at which a session is no longer used: what it signs for must still arrive. */
const margin = 60_000

/** GetSessionToken takes no permission: what it denies is the code or the device. Source: STS API Reference. */
const adviceOn = ({ kind, detail }: StsError): string =>
  kind === "denied"
    ? `${/\.\s*$/.test(detail) ? "" : "."} A code serves once: wait for the device's next one, and try again. Where that ` +
      "is refused too, check the name of the device (mfa_serial) and the clock that it goes by."
    : ""

/** Signs in through STS with the codes that `MfaCode` gives. */
export const layerMfaSessions: Layer.Layer<MfaSessions, never, Sts | SessionStore> = Layer.effect(
  MfaSessions,
  Effect.gen(function* () {
    const sts = yield* Sts
    const codeOf = yield* MfaCode
    const clock = yield* Clock.Clock
    const store = yield* SessionStore
    const { mfaDurationSeconds } = store
    const duration = mfaDurationSeconds === undefined ? {} : { durationSeconds: mfaDurationSeconds }
    interface Session {
      /** The last one to ask, in whose name the next code is asked for. */
      signIn: MfaSignIn
      /** What the next one is not to be. */
      need: Pick<SessionNeed, "refused" | "since">
      /** The access key of the last one. */
      accessKeyId: string | undefined
      readonly get: Effect.Effect<KeptCredentials, SourceUnusable>
      readonly forget: Effect.Effect<void>
    }
    const sessions = new Map<string, Session>()

    /** GetSessionToken takes no permission: what it denies is most often a code that was mistyped or has served. */
    const open = Effect.fnUntraced(function* ({ caller, serialNumber, profile }: MfaSignIn) {
      const attempt = (request: Omit<MfaCodeRequest, "serialNumber" | "profile">) =>
        Effect.flatMap(codeOf({ serialNumber, profile, ...request }), (tokenCode) =>
          sts.getSessionToken({ caller, serialNumber, tokenCode, ...duration })
        )
      const credentials = yield* attempt({}).pipe(
        Effect.catchIf(
          (error) => error._tag === "StsError" && error.kind === "denied",
          () => attempt({ isRefused: true })
        ),
        Effect.catchTag("StsError", (cause) =>
          Effect.fail(
            new SourceUnusable({
              origin: profileOrigin(profile),
              detail: `Nobody was signed in with a code of the device ${serialNumber}: ${describeStsError(cause)}${adviceOn(cause)}`,
              cause
            })
          )
        )
      )
      return { credentials, identity: undefined }
    })

    /** The session is a first source of its own: whoever has it and what is kept of it needs no code. */
    const opened = Effect.fnUntraced(function* (signIn: MfaSignIn, own: Session["need"]) {
      const need = { ...(yield* SessionNeed), ...own, life: margin, uncached: false }
      const kept = yield* keepCredentials(
        { sts, store },
        {
          chain: signIn.chain,
          endpoint: sts.endpoint?.(signIn.caller),
          operation: "GetSessionToken",
          parameters: { serialNumber: signIn.serialNumber, ...duration },
          prompt: codePrompt(signIn),
          failures: sourceUnusableText(profileOrigin(signIn.profile))
        },
        open(signIn)
      ).pipe(Effect.provideService(SessionNeed, need))
      const chain = kept.chain && { ...chainOfKeys(kept.credentials), steps: kept.chain.steps, isForeign: false }
      return { ...kept, chain }
    })

    const makeSession = Effect.fnUntraced(function* (signIn: MfaSignIn) {
      const [get, forget] = yield* Effect.cachedInvalidateWithTTL(
        Effect.suspend(() => opened(session.signIn, session.need)).pipe(
          Effect.tap(({ credentials }) =>
            Effect.sync(() => {
              session.accessKeyId = credentials.accessKeyId
            })
          )
        ),
        (exit) =>
          exit._tag === "Success"
            ? Math.max(0, (exit.value.credentials.expiresAt ?? Infinity) - margin - clock.currentTimeMillisUnsafe())
            : 0
      )
      const session: Session = {
        signIn,
        need: {},
        accessKeyId: undefined,
        get,
        forget
      }
      return session
    })

    const sessionOf = (signIn: MfaSignIn): Effect.Effect<Session> =>
      Effect.suspend(() => {
        const { caller, serialNumber } = signIn
        // The same keys at a stand-in of AWS's are another user's.
        const key = JSON.stringify([serialNumber, caller.credentials.accessKeyId, sts.endpoint?.(caller).url])
        const known = sessions.get(key)
        if (known !== undefined) {
          known.signIn = signIn
          return Effect.succeed(known)
        }
        return Effect.map(makeSession(signIn), (made) => {
          const first = sessions.get(key) ?? made
          sessions.set(key, first)
          return first
        })
      })

    return {
      [TypeId]: TypeId,
      get: (signIn) => Effect.flatMap(sessionOf(signIn), ({ get }) => get),
      forget: (signIn, accessKeyId, since) =>
        Effect.flatMap(sessionOf(signIn), (session) => {
          if (session.accessKeyId !== accessKeyId) return Effect.void
          const refused = { accessKeyId, ended: since === undefined }
          session.need = since === undefined ? { refused } : { refused, since }
          return session.forget
        })
    }
  })
)
