import process from "node:process"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Redacted from "effect/Redacted"
import * as References from "effect/References"
import * as Result from "effect/Result"
import { maskAccountIds } from "../domain/aws/AccountId.ts"
import type { Credentials } from "../domain/aws/Credentials.ts"
import type { BotoSesError } from "../domain/errors/BotoSesError.ts"
import { oneLine } from "../domain/text/OneLine.ts"
import * as BotoSesFactory from "../live/BotoSesFactory.ts"
import * as EnvConfig from "../live/EnvConfig.ts"
import * as IdentityToken from "../live/IdentityToken.ts"
import * as MfaCode from "../live/MfaCode.ts"
import { portsOn } from "../live/Ports.ts"
import { chosenStore } from "../live/SessionStoreChoice.ts"
import * as Runtime from "../services/Runtime.ts"
import { Accounts, layer as layerAccounts } from "./Accounts.ts"
import type { CdkCredentials, CdkRefreshable, CdkSource } from "./Contract.ts"
import { told } from "./Told.ts"

/** A line for the reader: stdout is CDK's own, templates go there. */
const toStderr = (line: string): void => void process.stderr.write(`${line}\n`)

const layerLogger: Layer.Layer<never> = Layer.merge(
  Logger.layer([
    Logger.make(({ logLevel, message }) => {
      const text = Array.isArray(message) ? message.map(String).join(" ") : String(message)
      toStderr(`effect-boto-ses: ${logLevel.toLowerCase()}: ${maskAccountIds(oneLine(text))}`)
    })
  ]),
  Layer.succeed(References.MinimumLogLevel, "Warn")
)

/** The factory that the command line would work with in this folder, asking a person and keeping sessions as it does. */
const layerLive: Layer.Layer<Accounts, BotoSesError> = Layer.unwrap(
  Effect.map(chosenStore(true), (store) =>
    layerAccounts.pipe(
      Layer.provide(Layer.provideMerge(BotoSesFactory.layerNoDeps, portsOn(store))),
      Layer.provide(Layer.mergeAll(EnvConfig.layerAuto(), Runtime.layer, MfaCode.layerPrompt, store)),
      Layer.provide(IdentityToken.layer)
    )
  )
)

/** Within the five minutes before their end in which a session is renewed when it is asked for. */
const margin = 270_000

/**
 * When CDK is to ask again. It keeps what it got until five seconds before the end that it is told, which leaves a refresh
 * no second try: so it is told one that is earlier. Of what is renewed already it is the middle of the time that is left.
 */
export const askAgainAt = (expiresAt: number, now: number): number =>
  expiresAt - Math.min(margin, Math.max(0, expiresAt - now) / 2)

const toCdk = (credentials: Credentials, now: number): CdkCredentials => ({
  accessKeyId: credentials.accessKeyId,
  secretAccessKey: Redacted.value(credentials.secretAccessKey),
  ...(credentials.sessionToken === undefined ? {} : { sessionToken: Redacted.value(credentials.sessionToken) }),
  ...(credentials.expiresAt === undefined ? {} : { expiration: new Date(askAgainAt(credentials.expiresAt, now)) })
})

/** The form of the SDK v2: an object that renews its own fields. */
const refreshable = (first: CdkCredentials, ask: () => Promise<CdkCredentials>): CdkRefreshable => {
  const fields = ({ accessKeyId, secretAccessKey, sessionToken, expiration }: CdkCredentials) => ({
    accessKeyId,
    secretAccessKey,
    ...(sessionToken === undefined ? {} : { sessionToken }),
    ...(expiration === undefined ? {} : { expireTime: expiration })
  })
  const self: CdkRefreshable = {
    ...fields(first),
    getPromise: async () => void Object.assign(self, fields(await ask()))
  }
  return self
}

/**
 * The source on a layer of accounts, which is made at the first ask and lives as long as the process.
 *
 * **Gotchas**: CDK takes a failure before `getProvider` for "not available", and goes on with other credentials. So where
 * it is not known whether the configuration names an account, that is for `getProvider` to fail.
 */
export const makeSource = (
  layer: Layer.Layer<Accounts, BotoSesError> = layerLive,
  say: (line: string) => void = toStderr
): CdkSource => {
  const runtime = ManagedRuntime.make(Layer.provideMerge(layer, layerLogger))
  const said = new Set<string>()
  const ask = async (accountId: string): Promise<CdkCredentials> => {
    const asked = Effect.gen(function* () {
      const credentials = yield* (yield* Accounts).credentials(accountId)
      return toCdk(credentials, yield* Clock.currentTimeMillis)
    })
    const result = await runtime.runPromise(Effect.result(asked)).catch((error: unknown) => Result.fail(error))
    if (Result.isFailure(result)) throw told(result.failure, accountId)
    return result.success
  }
  return {
    name: "effect-boto-ses",
    isAvailable: () => Promise.resolve(true),
    canProvideCredentials: async (accountId) => {
      const found = await runtime
        .runPromise(Effect.map(Accounts, ({ targetOf }) => targetOf(accountId)))
        .catch(() => undefined)
      if (found?._tag !== "None") return true
      if (!said.has(accountId)) {
        said.add(accountId)
        say(
          `effect-boto-ses: account ${oneLine(accountId)} is of no target in the configuration; CDK's other sources of credentials are asked. If it is one of yours, state it as its accountId: npx effect-boto-ses doctor lists the targets.`
        )
      }
      return false
    },
    getProvider: async (accountId, _mode, options) => {
      // Had before CDK may ask for a role with them: where that fails, it would go on without the role.
      const first = await ask(accountId)
      return options?.supportsV3Providers === true ? () => ask(accountId) : refreshable(first, () => ask(accountId))
    }
  }
}
