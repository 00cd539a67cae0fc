import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/testing/TestClock"
import { readClaims } from "../../src/domain/oidc/Claims.ts"
import type { IdentityTokenFields } from "../../src/domain/oidc/TokenPlace.ts"
import { IdentityToken, TypeId } from "../../src/services/IdentityToken.ts"
import * as LocalAws from "../../src/testing/LocalAws.ts"
import { assumeRoleWithWebIdentity } from "../testing/LocalAwsFixture.ts"

/** A time at which a job begins. */
const start = Date.UTC(2026, 10, 27)

/** The account and the role that a job of the suite takes. */
const account = "222222222222"
const role = `arn:aws:iam::${account}:role/deploy`

/** An AWS whose role trusts an issuer for an audience. */
const awsFor = (issuer: string, audience: string): Layer.Layer<LocalAws.LocalAws, LocalAws.LocalAwsError> =>
  LocalAws.layer({
    accounts: { [account]: { roles: { deploy: { trust: [{ federated: issuer, audience, subject: "*" }] } } } }
  })

export interface SuiteOptions<E> {
  /** The port, with tokens of the local AWS. */
  readonly layer: Layer.Layer<IdentityToken, E, LocalAws.LocalAws>
  readonly issuer: string
  /** For whom a token is where nobody says otherwise. */
  readonly audience: string
  readonly settings?: IdentityTokenFields
  readonly by: string
  readonly renewable: boolean
  /** The token's life, in milliseconds. */
  readonly life: number
}

/** What every port to a job's own token does, whoever gives it. */
export const identityTokenSuite = <E>(name: string, options: SuiteOptions<E>): void => {
  const { settings = {} } = options
  const withPort = <A, F>(test: (port: IdentityToken) => Effect.Effect<A, F, LocalAws.LocalAws>) =>
    Effect.gen(function* () {
      yield* TestClock.setTime(start)
      const port = IdentityToken.pipe(Effect.flatMap(test), Effect.provide(options.layer))
      return yield* Effect.provide(port, awsFor(options.issuer, options.audience))
    })

  describe(`${name} as an IdentityToken`, () => {
    it.effect("is the port", () => withPort((port) => Effect.sync(() => assert.strictEqual(port[TypeId], TypeId))))

    it.effect("tells what it is without a request", () =>
      withPort(
        Effect.fnUntraced(function* (port) {
          const place = yield* port.place(settings)
          assert.strictEqual(place._tag, "Offered")
          assert.strictEqual(place.by, options.by)
          if (place._tag !== "Offered") return
          assert.strictEqual(place.renewable, options.renewable)
          if (!place.renewable) assert.strictEqual(place.expiresAt, start + options.life)
        })
      )
    )

    it.effect("gives a token that AWS takes, and shows it nowhere", () =>
      withPort(
        Effect.fnUntraced(function* (port) {
          const issued = yield* port.token(settings, {})
          assert.strictEqual(issued.expiresAt, start + options.life)
          assert.include(readClaims(issued.token)?.audiences ?? [], options.audience)
          assert.notInclude(JSON.stringify(issued) + String(issued.token), Redacted.value(issued.token))
          const session = yield* assumeRoleWithWebIdentity(issued.token, { RoleArn: role })
          assert.strictEqual(session.AssumedRoleUser?.Arn, `arn:aws:sts::${account}:assumed-role/deploy/job`)
        })
      )
    )

    it.effect("gives a new one after its end, or says that it cannot", () =>
      withPort(
        Effect.fnUntraced(function* (port) {
          yield* port.token(settings, {})
          yield* TestClock.adjust(options.life)
          if (options.renewable) {
            const { expiresAt = 0 } = yield* port.token(settings, {})
            assert.isAbove(expiresAt, yield* Clock.currentTimeMillis)
            return
          }
          const error = yield* Effect.flip(port.token(settings, {}))
          assert.strictEqual(error.kind, "expired")
          assert.strictEqual(error.expiredAt, start + options.life)
          assert.strictEqual(error.by, options.by)
          assert.isNotEmpty(error.next)
        })
      )
    )

    it.effect("gives none for another audience where it cannot choose it", () =>
      withPort(
        Effect.fnUntraced(function* (port) {
          const outcome = yield* Effect.result(port.token({ ...settings, audience: "https://other.test" }, {}))
          if (outcome._tag === "Success") {
            assert.include(readClaims(outcome.success.token)?.audiences ?? [], "https://other.test")
            return
          }
          assert.strictEqual(outcome.failure.kind, "invalid")
          assert.include(outcome.failure.detail, "https://other.test")
          assert.include(outcome.failure.message, options.audience)
        })
      )
    )
  })
}
