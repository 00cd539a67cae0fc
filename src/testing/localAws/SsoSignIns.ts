/** The sign-ins to IAM Identity Center that a local AWS knows, by their tokens. */
import * as Duration from "effect/Duration"
import * as Redacted from "effect/Redacted"
import { token as randomToken } from "./Ids.ts"
import type { SsoSignInOptions } from "./Options.ts"
import type { Role, World } from "./World.ts"

/** Somebody who has signed in. */
export interface SsoSignIn {
  /** Whose name the sessions of roles get. */
  readonly userName: string
  /** In the order of their accounts and names. */
  readonly roles: ReadonlyArray<Role>
  readonly renewal: SsoSignInOptions["renewal"]
  readonly durationSeconds: number
}

/** What a renewal gives. */
export interface RenewedSignIn {
  readonly accessToken: Redacted.Redacted
  readonly refreshToken: Redacted.Redacted
  readonly expiresIn: number
}

const seconds = (duration: Duration.Input): number => Math.floor(Duration.toSeconds(duration))

/** The sign-ins of one server. */
export class SsoSignIns {
  /** With the ends of the tokens in milliseconds since 1970. */
  readonly #byAccessToken = new Map<string, { readonly signIn: SsoSignIn; readonly end: number }>()
  readonly #byRefreshToken = new Map<string, SsoSignIn>()

  constructor(given: ReadonlyArray<SsoSignInOptions>, world: World, now: number) {
    for (const { accessToken, duration = Duration.infinity, renewal, roles, userName = "local-aws" } of given) {
      const signIn: SsoSignIn = {
        userName,
        roles: roles
          .flatMap(({ accountId, role }) => world.accounts[accountId]?.roles[role] ?? [])
          .sort((left, right) => (left.arn < right.arn ? -1 : 1)),
        renewal,
        durationSeconds: renewal?.duration === undefined ? 3600 : seconds(renewal.duration)
      }
      this.#byAccessToken.set(accessToken, { signIn, end: now + seconds(duration) * 1000 })
      if (renewal !== undefined) this.#byRefreshToken.set(renewal.refreshToken, signIn)
    }
  }

  /** Whose the access token is; undefined where it is unknown or has ended. */
  get(accessToken: string, now: number): SsoSignIn | undefined {
    const found = this.#byAccessToken.get(accessToken)
    return found === undefined || found.end <= now ? undefined : found.signIn
  }

  /** Whose the refresh token is. */
  ofRefreshToken(refreshToken: string): SsoSignIn | undefined {
    return this.#byRefreshToken.get(refreshToken)
  }

  /** New tokens for a refresh token, which is then used up; the access tokens before live to their ends. */
  renew(refreshToken: string, signIn: SsoSignIn, now: number): RenewedSignIn {
    const [accessToken, next] = [randomToken(60), randomToken(60)]
    this.#byRefreshToken.delete(refreshToken)
    this.#byRefreshToken.set(next, signIn)
    this.#byAccessToken.set(accessToken, { signIn, end: now + signIn.durationSeconds * 1000 })
    return {
      accessToken: Redacted.make(accessToken),
      refreshToken: Redacted.make(next),
      expiresIn: signIn.durationSeconds
    }
  }

  /** Ends all that the sign-in has. */
  end(signIn: SsoSignIn): void {
    for (const [token, held] of this.#byAccessToken) if (held.signIn === signIn) this.#byAccessToken.delete(token)
    for (const [token, held] of this.#byRefreshToken) if (held === signIn) this.#byRefreshToken.delete(token)
  }
}
