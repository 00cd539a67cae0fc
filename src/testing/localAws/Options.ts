/**
 * The description of a local AWS: which accounts there are, who lives in them,
 * and who may assume what. It is plain data, checked as a whole before the
 * server starts.
 */
import * as Duration from "effect/Duration"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"

/**
 * An OpenID Connect provider that a role trusts, as a trust policy with a
 * `Federated` principal and conditions on `aud` and `sub` would say it.
 */
export interface FederatedTrust {
  /** The issuer without its scheme, such as `token.actions.githubusercontent.com`. */
  readonly federated: string
  /** The accepted audiences. Default: `sts.amazonaws.com`. */
  readonly audience?: string | ReadonlyArray<string>
  /** The accepted subjects, with `*` and `?` as in `StringLike`. Default: every subject. */
  readonly subject?: string | ReadonlyArray<string>
  /**
   * More conditions, by operator and key, as in a trust policy. The keys are `ISSUER:claim`, here of whatever claim the
   * token has: which of them AWS itself knows, it documents for each provider.
   */
  readonly conditions?: {
    readonly [Operator in "StringEquals" | "StringLike"]?: {
      readonly [key: string]: string | ReadonlyArray<string>
    }
  }
}

/** A trust policy of IAM's, whose statements have `Federated` principals. */
export interface TrustPolicyDocument {
  /** `2012-10-17` for policies with variables such as `${aws:…}`. */
  readonly Version?: string
  /** One statement or a list of them, as IAM's JSON has them; checked when the server starts. */
  readonly Statement: unknown
}

/**
 * Who may assume a role: the ARN of a user, role, role session or federated
 * user; an account (its twelve digits or its `root` ARN, which means everyone
 * in it); `"*"`; or an OpenID Connect provider.
 */
export type Trust = string | FederatedTrust

/** An IAM user. Access keys that are not given are generated. */
export interface UserOptions {
  /** The IAM path, which its ARN has before the name. Default: `/`. */
  readonly path?: string
  /** `AKIA` and 12 to 124 more letters and digits; two users may not have the same. */
  readonly accessKeyId?: string
  /** Any text. */
  readonly secretAccessKey?: string
  /** The ARN or serial number of the user's MFA device. Default: no device. */
  readonly mfaSerial?: string
}

/** An IAM role. */
export interface RoleOptions {
  /** The IAM path, which its ARN has before the name. Default: `/`. */
  readonly path?: string
  /** Default: nobody, as for a role that only a platform hands out (Lambda, EC2). */
  readonly trust?: ReadonlyArray<Trust>
  /** The trust in OpenID Connect providers as a whole policy, which is judged as it stands. */
  readonly trustPolicy?: TrustPolicyDocument
  /** Seconds, 3,600 to 43,200. Default: 3,600, as in IAM. */
  readonly maxSessionDuration?: number
  /** The external id that a caller must send. */
  readonly externalId?: string
  /** Whether the trust policy asks for `aws:MultiFactorAuthPresent`. Default: false. */
  readonly requireMfa?: boolean
  /**
   * Seconds: how long ago the code of an MFA device may have been given, as a trust policy with `NumericLessThan` on
   * `aws:MultiFactorAuthAge` says it; such a role asks for MFA whatever `requireMfa` says. Default: any time.
   */
  readonly mfaMaxAge?: number
  /** Whether the trust policy allows `sts:TagSession`. Default: true. */
  readonly allowTagSession?: boolean
  /** Whether the trust policy allows `sts:SetSourceIdentity`. Default: true. */
  readonly allowSetSourceIdentity?: boolean
}

/** An AWS account. */
export interface AccountOptions {
  /** What ListAccountAliases gives. Default: none. */
  readonly alias?: string
  /** The names of the buckets that it has at the start. Default: none. */
  readonly buckets?: ReadonlyArray<string>
  /** The IAM users, by name. Default: none. */
  readonly users?: { readonly [name: string]: UserOptions }
  /** The IAM roles, by name. Default: none. */
  readonly roles?: { readonly [name: string]: RoleOptions }
  /**
   * The OpenID Connect providers by their URLs without the scheme, each with the audiences that it accepts (default:
   * `sts.amazonaws.com`). Default: those that the roles' trust names.
   */
  readonly oidcProviders?: { readonly [issuer: string]: OidcProviderOptions }
}

/** An OpenID Connect provider of an account. */
export interface OidcProviderOptions {
  /** The client ids (`aud`) that it accepts. Default: `sts.amazonaws.com`. */
  readonly audiences?: ReadonlyArray<string>
}

/** A role whose credentials the platform gives out at an address of this server. */
export interface PlatformRoleOptions {
  /** The account that the role is in. */
  readonly accountId: string
  /** The role's name, without its path. */
  readonly role: string
  /** The name of the role's session. Default: one as the platform has it, such as `i-0123456789abcdef0`. */
  readonly sessionName?: string
  /** How long each set of credentials lives. Default: six hours. */
  readonly duration?: Duration.Input
}

/** The container credentials endpoint (ECS, EKS Pod Identity, CodeBuild). */
export interface ContainerOptions extends PlatformRoleOptions {
  /** The value that the `Authorization` header must have. Default: generated. */
  readonly token?: string
}

/** Somebody who is signed in to IAM Identity Center when the server starts. */
export interface SsoSignInOptions {
  /** What `aws sso login` would have left as `accessToken`. */
  readonly accessToken: string
  /** How long the access token lives from the start of the server on, by its `Clock`; zero: it has ended. Default: for ever. */
  readonly duration?: Duration.Input
  /** What the sign-in is renewed with. Default: it cannot be. */
  readonly renewal?: {
    /** Serves once: the answer has the next one. */
    readonly refreshToken: string
    readonly clientId: string
    readonly clientSecret: string
    /** How long the access tokens of renewals live. Default: one hour. */
    readonly duration?: Duration.Input
  }
  /** The roles that are assigned. The portal calls each by its own name, not by a permission set's. */
  readonly roles: ReadonlyArray<{ readonly accountId: string; readonly role: string }>
  /** The session name of the roles' credentials. Default: `local-aws`. */
  readonly userName?: string
}

/** Everything there is to say about a local AWS. */
export interface Options {
  /** The partition of every ARN. Default: `aws`. */
  readonly partition?: string
  /** The accounts by their twelve digits. */
  readonly accounts: { readonly [accountId: string]: AccountOptions }
  /** Regions in which STS is not activated, answered with `RegionDisabledException`. */
  readonly disabledRegions?: ReadonlyArray<string>
  /** Who is signed in to IAM Identity Center. Default: nobody. */
  readonly ssoSignIns?: ReadonlyArray<SsoSignInOptions>
  /** Serves container credentials of this role. Default: none. */
  readonly containerCredentials?: ContainerOptions
  /** Serves instance metadata (IMDSv2) with this role as the instance profile. Default: none. */
  readonly instanceProfile?: PlatformRoleOptions
}

const accountId = Schema.String.check(Schema.isPattern(/^\d{12}$/, { expected: "an account id of twelve digits" }))
const name = Schema.String.check(Schema.isPattern(/^[\w+=,.@-]{1,64}$/, { expected: "an IAM name" }))
const sessionName = Schema.String.check(Schema.isPattern(/^[\w+=,.@-]{2,64}$/, { expected: "a role session name" }))
const path = Schema.String.check(Schema.isPattern(/^\/([\x21-\x7e]+\/)?$/, { expected: "an IAM path such as /ci/" }))
const partition = Schema.String.check(Schema.isPattern(/^aws(-[a-z]+)*$/, { expected: "a partition" }))
const oneOrMany = Schema.Union([Schema.String, Schema.Array(Schema.String)])

const trustPattern = new RegExp(
  [
    "^(\\*",
    "\\d{12}",
    "arn:aws[a-z-]*:iam::\\d{12}:root",
    "arn:aws[a-z-]*:iam::\\d{12}:(user|role)/[\\x21-\\x7e]+",
    "arn:aws[a-z-]*:sts::\\d{12}:assumed-role/[^/]+/[^/]+",
    "arn:aws[a-z-]*:sts::\\d{12}:federated-user/[^/]+)$"
  ].join("|")
)

const issuer = Schema.String.check(
  Schema.isPattern(/^(?!https?:)[^\s]+$/, { expected: "an issuer without its scheme" })
)

const trust = Schema.Union([
  Schema.String.check(Schema.isPattern(trustPattern, { expected: 'a principal\'s ARN, an account id or "*"' })),
  Schema.Struct({
    federated: issuer,
    audience: Schema.optionalKey(oneOrMany),
    subject: Schema.optionalKey(oneOrMany),
    conditions: Schema.optionalKey(
      Schema.Struct({
        StringEquals: Schema.optionalKey(Schema.Record(Schema.String, oneOrMany)),
        StringLike: Schema.optionalKey(Schema.Record(Schema.String, oneOrMany))
      })
    )
  })
])

const user = Schema.Struct({
  path: Schema.optionalKey(path),
  accessKeyId: Schema.optionalKey(
    Schema.String.check(
      Schema.isPattern(/^AKIA[A-Z0-9]{12,124}$/, { expected: "an access key id that starts with AKIA" })
    )
  ),
  secretAccessKey: Schema.optionalKey(Schema.NonEmptyString),
  mfaSerial: Schema.optionalKey(
    Schema.String.check(Schema.isPattern(/^[\w+=/:,.@-]{9,256}$/, { expected: "an MFA serial" }))
  )
})

const role = Schema.Struct({
  path: Schema.optionalKey(path),
  trust: Schema.optionalKey(Schema.Array(trust)),
  trustPolicy: Schema.optionalKey(
    Schema.Struct({ Version: Schema.optionalKey(Schema.String), Statement: Schema.Unknown })
  ),
  maxSessionDuration: Schema.optionalKey(Schema.Int.check(Schema.isBetween({ minimum: 3600, maximum: 43_200 }))),
  externalId: Schema.optionalKey(
    Schema.String.check(Schema.isPattern(/^[\w+=,.@:/-]{2,1224}$/, { expected: "an external id" }))
  ),
  requireMfa: Schema.optionalKey(Schema.Boolean),
  mfaMaxAge: Schema.optionalKey(Schema.Int.check(Schema.isGreaterThan(0))),
  allowTagSession: Schema.optionalKey(Schema.Boolean),
  allowSetSourceIdentity: Schema.optionalKey(Schema.Boolean)
})

const account = Schema.Struct({
  alias: Schema.optionalKey(
    Schema.String.check(Schema.isPattern(/^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$/, { expected: "an account alias" }))
  ),
  buckets: Schema.optionalKey(
    Schema.Array(
      Schema.String.check(
        Schema.isPattern(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, {
          expected: "a bucket name: 3 to 63 of a-z, 0-9, dots and hyphens"
        })
      )
    )
  ),
  users: Schema.optionalKey(Schema.Record(name, user)),
  roles: Schema.optionalKey(Schema.Record(name, role)),
  oidcProviders: Schema.optionalKey(
    Schema.Record(issuer, Schema.Struct({ audiences: Schema.optionalKey(Schema.Array(Schema.NonEmptyString)) }))
  )
})

const duration = Schema.declare(
  (input): input is Duration.Input => Option.isSome(Duration.fromInput(input as Duration.Input)),
  { expected: "a duration" }
)

const platformRole = {
  accountId,
  role: name,
  sessionName: Schema.optionalKey(sessionName),
  duration: Schema.optionalKey(duration)
}

const ssoSignIn = Schema.Struct({
  accessToken: Schema.NonEmptyString,
  duration: Schema.optionalKey(duration),
  renewal: Schema.optionalKey(
    Schema.Struct({
      refreshToken: Schema.NonEmptyString,
      clientId: Schema.NonEmptyString,
      clientSecret: Schema.NonEmptyString,
      duration: Schema.optionalKey(duration)
    })
  ),
  roles: Schema.Array(Schema.Struct({ accountId, role: name })),
  userName: Schema.optionalKey(sessionName)
})

/** The check of {@link Options}; a key that it does not know is an error. */
export const optionsSchema: Schema.Codec<Options> = Schema.Struct({
  partition: Schema.optionalKey(partition),
  accounts: Schema.Record(accountId, account),
  disabledRegions: Schema.optionalKey(Schema.Array(Schema.String)),
  ssoSignIns: Schema.optionalKey(Schema.Array(ssoSignIn)),
  containerCredentials: Schema.optionalKey(
    Schema.Struct({ ...platformRole, token: Schema.optionalKey(Schema.NonEmptyString) })
  ),
  instanceProfile: Schema.optionalKey(Schema.Struct(platformRole))
})
