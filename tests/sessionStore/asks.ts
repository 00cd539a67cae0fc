/** Asks for sessions, and what gives them, for the tests of stores and their programs. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { makeCredentials } from "../../src/domain/aws/Credentials.ts"
import type { SessionKey } from "../../src/domain/aws/SessionKey.ts"
import type { Kept, Obtained, SessionAsk } from "../../src/services/SessionStore.ts"
import { StsError, stsErrorText } from "../../src/services/Sts.ts"

export const hour = 3_600_000
export const minute = 60_000
/** Far ahead, so that nothing is dead by real time. */
export const start = Date.UTC(2099, 0, 1)

export const role = "arn:aws:iam::222222222222:role/deploy"
export const arn = "arn:aws:sts::111111111111:assumed-role/ci/build"

/** A key that every kind of store keeps. */
export const key: SessionKey = {
  chain: {
    secret: Redacted.make("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
    id: "AKIAIOSFODNN7EXAMPLE",
    steps: ["first"],
    isForeign: false
  },
  operation: "AssumeRole",
  endpoint: { url: "https://sts.us-east-1.amazonaws.com", isAws: true },
  parameters: { roleArn: role, roleSessionName: "boto-ses", durationSeconds: 3600 }
}

export const askOf = (more: Partial<SessionAsk<StsError>> = {}): SessionAsk<StsError> => ({
  key,
  life: 5 * minute,
  clockSkew: () => 0,
  principal: Effect.succeed({ accountId: "111111111111", arn, userId: "AROACI:build" }),
  failures: stsErrorText,
  ...more
})

export const denied: StsError = new StsError({
  operation: "AssumeRole",
  kind: "denied",
  code: "AccessDenied",
  detail: "User is not authorized to perform: sts:AssumeRole",
  region: "us-east-1",
  status: 403
})

export interface FakeSts {
  readonly obtain: Effect.Effect<Obtained, StsError>
  readonly requests: () => number
  readonly failNext: (times: number) => void
}

/** Gives another session at each request, and counts the requests. */
export const makeSts = (): FakeSts => {
  let requests = 0
  let failures = 0
  const obtain = Effect.gen(function* () {
    requests++
    yield* Effect.yieldNow
    if (failures > 0) {
      failures--
      return yield* denied
    }
    const accessKeyId = `ASIA${requests}`
    const expiresAt = (yield* Clock.currentTimeMillis) + hour
    return {
      credentials: makeCredentials({
        accessKeyId,
        secretAccessKey: `secret ${requests}`,
        sessionToken: "t",
        expiresAt
      }),
      identity: { accountId: "222222222222", arn: `${role}/x`, userId: "AROA:x" }
    }
  })
  return {
    obtain,
    requests: () => requests,
    failNext: (times: number) => {
      failures = times
    }
  }
}

export const idOf = ({ credentials }: Kept): string | undefined => credentials?.accessKeyId
