/**
 * A snapshot as an encrypted file: one line of JSON in clear, then the encrypted rest.
 *
 * The line (without its end) is the additional data of AES-256-GCM, so none of it can be changed: the version, the
 * purpose, the account and the expiry. Each snapshot has its own key, used once. `keyId` tells a wrong key from damage;
 * `length` (bytes of the rest) tells a cut file from a changed one.
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { isAccountId } from "../../domain/aws/AccountId.ts"
import { makeCredentials, rfc3339 } from "../../domain/aws/Credentials.ts"
import { identityOf } from "../../domain/aws/Identity.ts"
import type { Origin } from "../../domain/aws/Origin.ts"
import type { SourcedCredentials } from "../../services/CredentialSource.ts"
import { renewHandover, type Snapshot } from "../Snapshot.ts"

const version = 1
const algorithm = "aes-256-gcm"
const keyBytes = 32
const nonceBytes = 12
const tagBytes = 16
const newline = 0x0a

const Version = Schema.fromJsonString(
  Schema.Struct({ format: Schema.Literal("boto-ses-snapshot"), version: Schema.Int })
)

const Header = Schema.fromJsonString(
  Schema.Struct({
    format: Schema.Literal("boto-ses-snapshot"),
    version: Schema.Literal(version),
    purpose: Schema.Literal("devops"),
    accountId: Schema.String.check(Schema.makeFilter(isAccountId)),
    expiresAt: Schema.Int,
    keyId: Schema.String,
    nonce: Schema.String,
    length: Schema.Int
  })
)

const Payload = Schema.fromJsonString(
  Schema.Struct({
    accessKeyId: Schema.String,
    secretAccessKey: Schema.String,
    sessionToken: Schema.optionalKey(Schema.String),
    expiresAt: Schema.optionalKey(Schema.Int),
    region: Schema.optionalKey(Schema.String),
    principalArn: Schema.String,
    userId: Schema.optionalKey(Schema.String)
  })
)

const decodeVersion = Schema.decodeUnknownResult(Version)
const decodeHeader = Schema.decodeUnknownResult(Header)
const decodePayload = Schema.decodeUnknownResult(Payload)

const keyIdOf = (key: Uint8Array): string =>
  createHash("sha256").update("boto-ses snapshot key").update(key).digest("hex").slice(0, 16)

const decodeKey = (key: Redacted.Redacted<string>): Buffer | undefined => {
  const bytes = Buffer.from(Redacted.value(key), "base64url")
  return bytes.length === keyBytes ? bytes : undefined
}

/** Whether a text is a key at all, before any file is opened with it. */
export const isSnapshotKey = (key: Redacted.Redacted<string>): boolean => decodeKey(key) !== undefined

/** The content of the file, and the key that opens it. */
export interface SealedSnapshot {
  readonly content: Uint8Array
  readonly key: Redacted.Redacted<string>
}

/**
 * Encrypts devops under a new key.
 *
 * @param expiresAt milliseconds since the epoch, from `snapshotExpiry`
 */
export const sealSnapshot = (snapshot: Snapshot, expiresAt: number): SealedSnapshot => {
  const { credentials } = snapshot
  const payload = Buffer.from(
    JSON.stringify({
      accessKeyId: credentials.accessKeyId,
      secretAccessKey: Redacted.value(credentials.secretAccessKey),
      sessionToken: credentials.sessionToken === undefined ? undefined : Redacted.value(credentials.sessionToken),
      expiresAt: credentials.expiresAt === undefined ? undefined : Math.floor(credentials.expiresAt),
      region: snapshot.region,
      principalArn: snapshot.identity.arn,
      userId: snapshot.identity.userId
    } satisfies { [Field in keyof (typeof Payload)["Type"]]: unknown })
  )
  const key = randomBytes(keyBytes)
  const nonce = randomBytes(nonceBytes)
  const header = Buffer.from(
    JSON.stringify({
      format: "boto-ses-snapshot",
      version,
      purpose: "devops",
      accountId: snapshot.identity.accountId,
      expiresAt,
      keyId: keyIdOf(key),
      nonce: nonce.toString("base64url"),
      length: payload.length + tagBytes
    } satisfies (typeof Header)["Type"])
  )
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes })
  cipher.setAAD(header)
  const encrypted = Buffer.concat([cipher.update(payload), cipher.final()])
  return {
    content: Buffer.concat([header, Buffer.of(newline), encrypted, cipher.getAuthTag()]),
    key: Redacted.make(key.toString("base64url"), { label: "snapshotKey" })
  }
}

const decrypt = (key: Buffer, header: Uint8Array, nonce: string, body: Uint8Array): string | undefined => {
  try {
    const decipher = createDecipheriv(algorithm, key, Buffer.from(nonce, "base64url"), { authTagLength: tagBytes })
    decipher.setAAD(header)
    decipher.setAuthTag(body.subarray(body.length - tagBytes))
    return Buffer.concat([decipher.update(body.subarray(0, body.length - tagBytes)), decipher.final()]).toString()
  } catch {
    return undefined
  }
}

/**
 * Decrypts a snapshot, and checks it. Fails with what is wrong, as the end of a sentence that begins with the file.
 *
 * @param now milliseconds since the epoch
 */
export const openSnapshot = (
  content: Uint8Array,
  givenKey: Redacted.Redacted<string>,
  now: number,
  origin: Origin
): Result.Result<SourcedCredentials, string> => {
  const end = content.indexOf(newline)
  if (end === -1) return Result.fail("is truncated: its first line has no end")
  const line = content.subarray(0, end)
  const text = Buffer.from(line).toString()
  const written = decodeVersion(text)
  if (Result.isFailure(written)) return Result.fail("is damaged: its first line is no snapshot's")
  if (written.success.version !== version) {
    return Result.fail(
      `has version ${written.success.version}, and this program reads version ${version}. Use the parent's version of it in the child`
    )
  }
  const decoded = decodeHeader(text)
  if (Result.isFailure(decoded)) return Result.fail("is damaged: its first line is not as it was written")
  const header = decoded.success
  const key = decodeKey(givenKey)
  if (key === undefined || keyIdOf(key) !== header.keyId) {
    return Result.fail("was encrypted with another key than the one in the environment")
  }
  const body = content.subarray(end + 1)
  if (body.length < Math.max(header.length, tagBytes)) {
    return Result.fail(`is truncated: ${body.length} of ${header.length} bytes are there`)
  }
  const clear = decrypt(key, line, header.nonce, body)
  const payload = clear === undefined ? undefined : Result.getOrUndefined(decodePayload(clear))
  const identity = payload === undefined ? undefined : identityOf(payload.principalArn, payload.userId)
  if (payload === undefined || identity?.accountId !== header.accountId) {
    return Result.fail("has been changed since it was written")
  }
  if (header.expiresAt <= now) return Result.fail(`has expired, at ${rfc3339(header.expiresAt)}`)
  return Result.succeed({
    credentials: makeCredentials(payload),
    origin,
    identity,
    region: payload.region,
    renew: renewHandover
  })
}
