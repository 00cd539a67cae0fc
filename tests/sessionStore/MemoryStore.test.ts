import { assert, describe, it } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/testing/TestClock"
import { chainOfToken } from "../../src/domain/aws/SourceChain.ts"
import { layerMemory } from "../../src/live/SessionStore.ts"
import { SessionStore } from "../../src/services/SessionStore.ts"
import { askOf, idOf, key, makeSts, start } from "./asks.ts"
import { sessionStoreSuite } from "./sessionStoreSuite.ts"

sessionStoreSuite("layerMemory", {
  stores: Effect.map(Layer.build(layerMemory), (services) => {
    const store = Context.get(services, SessionStore)
    return [store, store]
  })
})

const tokenWith = (claims: object): string =>
  `e30.${Buffer.from(JSON.stringify({ iss: "https://ci.example", sub: "repo:acme/app", aud: "sts", ...claims })).toString("base64url")}.c2ln`

/** An ask by this token: of its own session, or of a role after it. */
const asksBy = (token: string) => {
  const chain = chainOfToken(Redacted.make(token))
  return [
    askOf({ key: { ...key, chain, operation: "AssumeRoleWithWebIdentity" } }),
    askOf({ key: { ...key, chain: { ...chain, steps: ["the exchange"] } } })
  ] as const
}

describe("layerMemory for tokens", () => {
  for (const [place, what] of ["the session", "a role's session after it"].entries()) {
    it.effect(`gives ${what} to another token of the same job, and to no other's`, () =>
      Effect.gen(function* () {
        yield* TestClock.setTime(start)
        const store = yield* SessionStore
        const sts = makeSts()
        const idBy = (token: string) => Effect.map(store.session(asksBy(token)[place === 0 ? 0 : 1], sts.obtain), idOf)
        const own = yield* idBy(tokenWith({ iat: 1 }))
        assert.strictEqual(yield* idBy(tokenWith({ iat: 2 })), own)
        const others = [
          tokenWith({ sub: "repo:evil/app" }),
          tokenWith({ aud: "another" }),
          tokenWith({ iss: "https://evil.example" }),
          tokenWith({ "https://aws.amazon.com/tags": { principal_tags: { team: ["a"] } } }),
          "no token",
          "another text"
        ]
        const ids = yield* Effect.forEach(others, idBy)
        assert.strictEqual(new Set([own, ...ids]).size, others.length + 1)
      }).pipe(Effect.provide(layerMemory))
    )
  }
})
