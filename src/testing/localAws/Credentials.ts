/** The access keys that a local AWS knows, and the sessions behind the temporary ones. */
import * as Redacted from "effect/Redacted"
import * as Ids from "./Ids.ts"
import type { Principal } from "./Principal.ts"

/** What a session was given when it was made. */
export interface SessionContext {
  /** Whether it was made with a code of an MFA device. */
  readonly mfa: boolean
  /** The session tags, those inherited from the session before among them. */
  readonly tags: { readonly [key: string]: string }
  /** The keys of those that a next role in the chain inherits. */
  readonly transitiveTagKeys: ReadonlyArray<string>
  /** The source identity, which a next role in the chain keeps. */
  readonly sourceIdentity: string | undefined
  /** The external id that was sent. */
  readonly externalId: string | undefined
  /** The inline session policy, as sent. */
  readonly policy: string | undefined
  /** The ARNs of managed policies that limit the session, as sent. */
  readonly policyArns: ReadonlyArray<string>
  /** The policies of `GetScopedCredentials`, oldest first: at most three. */
  readonly scopedPolicies?: ReadonlyArray<string>
  /** What `GetScopedCredentials` was told that the session is for. */
  readonly scopedSessionDescription?: string
}

/** A session, as the server keeps it: everything but its secrets. */
export interface Session extends SessionContext {
  /** `ASIA…`: what its requests are told by. */
  readonly accessKeyId: string
  /** Whose session it is: the ARN that GetCallerIdentity gives. */
  readonly principalArn: string
  /** Milliseconds since 1970, by the `Clock` of the server: `aws:TokenIssueTime`, from which the age of its MFA counts. */
  readonly issued: number
  /** Milliseconds since 1970, by the `Clock` of the server. */
  readonly expiration: number
  /** Seconds from `issued` to `expiration`. */
  readonly durationSeconds: number
}

/** An access key with the principal that it stands for. */
export interface Credential {
  readonly accessKeyId: string
  readonly secretAccessKey: Redacted.Redacted
  readonly sessionToken: Redacted.Redacted | undefined
  readonly principal: Principal
  readonly session: Session | undefined
}

/** A session with nothing special about it. */
export const plainContext: SessionContext = {
  mfa: false,
  tags: {},
  transitiveTagKeys: [],
  sourceIdentity: undefined,
  externalId: undefined,
  policy: undefined,
  policyArns: []
}

/** A credential of a session, which has a token and ends. */
export interface SessionCredential extends Credential {
  readonly sessionToken: Redacted.Redacted
  readonly session: Session
}

/** The keys of one server. */
export class CredentialStore {
  readonly #byId = new Map<string, Credential>()

  /** Registers long-term keys, generated where they are not given. */
  addLongTerm(principal: Principal, accessKeyId?: string, secretAccessKey?: string): Credential {
    const credential: Credential = {
      accessKeyId: accessKeyId ?? Ids.accessKeyId("AKIA"),
      secretAccessKey: Redacted.make(secretAccessKey ?? Ids.secretAccessKey()),
      sessionToken: undefined,
      principal,
      session: undefined
    }
    this.#byId.set(credential.accessKeyId, credential)
    return credential
  }

  /** Makes a session of the principal. */
  addSession(principal: Principal, now: number, durationSeconds: number, context: SessionContext): SessionCredential {
    const accessKeyId = Ids.accessKeyId("ASIA")
    const credential: SessionCredential = {
      accessKeyId,
      secretAccessKey: Redacted.make(Ids.secretAccessKey()),
      sessionToken: Redacted.make(Ids.token(120)),
      principal,
      session: {
        ...context,
        accessKeyId,
        principalArn: principal.arn,
        issued: now,
        expiration: now + durationSeconds * 1000,
        durationSeconds
      }
    }
    this.#byId.set(accessKeyId, credential)
    return credential
  }

  /** The credential of an access key. */
  get(accessKeyId: string): Credential | undefined {
    return this.#byId.get(accessKeyId)
  }

  /** Ends a session at the given time; false where there is no such session. */
  expire(accessKeyId: string, now: number): boolean {
    const credential = this.#byId.get(accessKeyId)
    if (credential?.session === undefined) return false
    const session = { ...credential.session, expiration: Math.min(now, credential.session.expiration) }
    this.#byId.set(accessKeyId, { ...credential, session })
    return true
  }

  /** Every session made so far, oldest first. */
  sessions(): ReadonlyArray<Session> {
    return Array.from(this.#byId.values()).flatMap((credential) => credential.session ?? [])
  }
}
