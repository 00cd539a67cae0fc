/**
 * An entry of a store as bytes that only who has the secret of its source can read, or change without its showing.
 *
 * ```
 * "boto-ses"  version  issued  expires | salt  nonce | encrypted  tag
 *  8          1        8       8       | 32    12    | n * 4096   16     bytes
 * ```
 *
 * The head (up to the first bar) is in clear, since a sweep needs the end of an entry and has no key. Its layout is that
 * of every version, so that the sweep of one removes what another left. Times are milliseconds since the epoch, the
 * higher byte first. The encrypted text begins with its length (4 bytes) and is filled up with zeros, so that a file
 * does not show how long a token is, which tells sessions of different kinds apart.
 *
 * Each file has a key of its own, made of the secret, the salt and the source. The additional data of AES-256-GCM are
 * the head, the entry's key and the source: an entry cannot be given another name, nor be prolonged.
 */
import process from "node:process"
import * as Redacted from "effect/Redacted"
import { endOfIdentity, type KeptSession } from "../domain/aws/KeptSession.ts"
import { readEntryText, writeEntryText } from "./EntryText.ts"
import { hkdfExpand, hkdfExtract } from "./Hkdf.ts"

const magic = "boto-ses"
const version = 1
const algorithm = "aes-256-gcm"
const keyBytes = 32
/** How much of a file's beginning `readEntryHead` reads, in bytes. */
export const headBytes: number = magic.length + 1 + 8 + 8
const saltBytes = 32
const nonceBytes = 12
const tagBytes = 16
const lengthBytes = 4
const blockBytes = 4096

/** How a name looks: half of the MAC over the entry's key, which is as much as a name can use. */
const nameBytes = 16

const domain = "effect-boto-ses/session-store/v1"

/** An import would read every name of the module at the start of each program. */
const crypto = () => process.getBuiltinModule("node:crypto")

/** By what the entries of a source are sealed. */
export interface Seal {
  /** What is secret of the first source of a chain: its secret key, its access token. */
  readonly secret: Redacted.Redacted<string>
  /** What is not: its access key id or the identity of its token, and the endpoint. */
  readonly info: string
}

/** What a seal's secret becomes; printing or serialising it shows nothing. */
export type EntryKeys = Redacted.Redacted<{
  readonly pseudorandom: Uint8Array
  readonly names: Uint8Array
  readonly info: string
}>

/** No label is the beginning of another, since none has a zero in it. */
const labelled = (label: string, ...parts: ReadonlyArray<Uint8Array | string>): Uint8Array =>
  Buffer.concat([`${domain}/${label}\0`, ...parts].map((part) => (typeof part === "string" ? Buffer.from(part) : part)))

/** The keys of a source's entries. */
export const keysOf = ({ info, secret }: Seal): EntryKeys => {
  const pseudorandom = hkdfExtract(Buffer.from(domain), Buffer.from(Redacted.value(secret)))
  const names = hkdfExpand(pseudorandom, labelled("names", info), keyBytes)
  return Redacted.make({ pseudorandom, names, info }, { label: "entryKeys" })
}

/** The name of an entry's file: lower-case letters and digits, as every file system tells them apart. */
export const entryName = (keys: EntryKeys, entryKey: string): string =>
  crypto()
    .createHmac("sha256", Redacted.value(keys).names)
    .update(entryKey)
    .digest()
    .subarray(0, nameBytes)
    .toString("hex")

/** What a name of `entryName` looks like. */
export const entryNamePattern: RegExp = /^[0-9a-f]{32}$/

/** What an entry shows to everybody. */
export interface EntryHead {
  readonly version: number
  /** Milliseconds since the epoch. */
  readonly issuedAt: number
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
}

const headOf = ({ expiresAt, issuedAt, version }: EntryHead): Buffer => {
  const head = Buffer.alloc(headBytes)
  head.write(magic, "latin1")
  head.writeUInt8(version, magic.length)
  head.writeBigUInt64BE(BigInt(issuedAt), magic.length + 1)
  head.writeBigUInt64BE(BigInt(expiresAt), magic.length + 9)
  return head
}

const viewOf = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** The head of an entry of whatever version, which anybody may have written; `undefined` for bytes that are none. */
export const readEntryHead = (bytes: Uint8Array): EntryHead | undefined => {
  const view = viewOf(bytes)
  if (view.length < headBytes || view.toString("latin1", 0, magic.length) !== magic) return undefined
  const [issuedAt, expiresAt] = [view.readBigUInt64BE(magic.length + 1), view.readBigUInt64BE(magic.length + 9)]
  if (issuedAt > Number.MAX_SAFE_INTEGER || expiresAt > Number.MAX_SAFE_INTEGER) return undefined
  return { version: view.readUInt8(magic.length), issuedAt: Number(issuedAt), expiresAt: Number(expiresAt) }
}

const sealKey = (keys: EntryKeys, label: string, salt: Uint8Array): Uint8Array => {
  const { info, pseudorandom } = Redacted.value(keys)
  return hkdfExpand(pseudorandom, labelled(label, salt, info), keyBytes)
}

/** Salt, nonce, encrypted bytes and tag; the key is this one's alone. No label's bytes open as another's. */
export const sealBytes = (keys: EntryKeys, label: string, additional: Uint8Array, plain: Uint8Array): Uint8Array => {
  const [salt, nonce] = [crypto().randomBytes(saltBytes), crypto().randomBytes(nonceBytes)]
  const cipher = crypto().createCipheriv(algorithm, sealKey(keys, label, salt), nonce, { authTagLength: tagBytes })
  cipher.setAAD(additional)
  return Buffer.concat([salt, nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

/** What `sealBytes` made these of; `undefined` for all else. */
export const openBytes = (
  keys: EntryKeys,
  label: string,
  additional: Uint8Array,
  sealed: Uint8Array
): Buffer | undefined => {
  const [textStart, textEnd] = [saltBytes + nonceBytes, sealed.length - tagBytes]
  if (textEnd < textStart) return undefined
  const [salt, nonce] = [sealed.subarray(0, saltBytes), sealed.subarray(saltBytes, textStart)]
  try {
    const decipher = crypto().createDecipheriv(algorithm, sealKey(keys, label, salt), nonce, {
      authTagLength: tagBytes
    })
    decipher.setAAD(additional)
    decipher.setAuthTag(sealed.subarray(textEnd))
    return Buffer.concat([decipher.update(sealed.subarray(textStart, textEnd)), decipher.final()])
  } catch {
    return undefined
  }
}

const lengthOf = (bytes: Uint8Array): Buffer => {
  const length = Buffer.alloc(lengthBytes)
  length.writeUInt32BE(bytes.length)
  return length
}

const additionalData = (head: Uint8Array, entryKey: string, keys: EntryKeys): Uint8Array => {
  const [key, info] = [Buffer.from(entryKey), Buffer.from(Redacted.value(keys).info)]
  return Buffer.concat([head, lengthOf(key), key, lengthOf(info), info])
}

const padded = (text: Uint8Array): Uint8Array => {
  const size = Math.ceil((lengthBytes + text.length) / blockBytes) * blockBytes
  return Buffer.concat([lengthOf(text), text], size)
}

const unpadded = (filled: Buffer): string | undefined => {
  const length = filled.readUInt32BE(0)
  const end = lengthBytes + length
  return end <= filled.length && filled.subarray(end).every((byte) => byte === 0)
    ? filled.toString("utf8", lengthBytes, end)
    : undefined
}

/** A time as the head can hold it. */
const wholeMillis = (millis: number): number => Math.min(Math.max(0, Math.floor(millis)), Number.MAX_SAFE_INTEGER)

const seal = (keys: EntryKeys, context: string, head: Uint8Array, text: string): Uint8Array =>
  Buffer.concat([head, sealBytes(keys, "entry", additionalData(head, context, keys), padded(Buffer.from(text)))])

const open = (
  keys: EntryKeys,
  context: string,
  bytes: Uint8Array
): { readonly head: EntryHead; readonly text: string } | undefined => {
  const head = readEntryHead(bytes)
  const textBytes = bytes.length - headBytes - saltBytes - nonceBytes - tagBytes
  if (head?.version !== version || textBytes < blockBytes || textBytes % blockBytes !== 0) return undefined
  const additional = additionalData(bytes.subarray(0, headBytes), context, keys)
  const filled = openBytes(keys, "entry", additional, bytes.subarray(headBytes))
  const text = filled === undefined ? undefined : unpadded(filled)
  return text === undefined ? undefined : { head, text }
}

/** Encrypts an entry for who knows its key and its source's secret. An identity is kept for a day at most. */
export const sealEntry = (keys: EntryKeys, entryKey: string, entry: KeptSession): Uint8Array => {
  const issuedAt = wholeMillis(entry.issuedAt)
  const expiresAt = wholeMillis(
    entry.credentials === undefined ? Math.min(entry.expiresAt, endOfIdentity(issuedAt)) : entry.expiresAt
  )
  return seal(keys, entryKey, headOf({ version, issuedAt, expiresAt }), writeEntryText(entry))
}

/**
 * The entry in a file's bytes; `undefined` for whatever is not exactly what was sealed under this key for this source,
 * be it damaged, cut, changed, of another version or of another entry. Whether it is dead is the caller's to judge.
 */
export const openEntry = (keys: EntryKeys, entryKey: string, bytes: Uint8Array): KeptSession | undefined => {
  const opened = open(keys, entryKey, bytes)
  const kept = opened === undefined ? undefined : readEntryText(opened.text)
  if (opened === undefined || kept === undefined) return undefined
  const { expiresAt, issuedAt } = opened.head
  return kept.credentials === undefined && expiresAt > endOfIdentity(issuedAt)
    ? undefined
    : { ...kept, issuedAt, expiresAt }
}

/** No key of an entry begins so: it is JSON. */
const failureContext = (entryKey: string): string => `failure of ${entryKey}`

/** Milliseconds for which a failure is one: who keeps what a process was told cannot tell it to others later. */
const failureLife = 60_000

/** Encrypts why there is no entry, for those who wait for one at this time. */
export const sealFailure = (keys: EntryKeys, entryKey: string, failure: string, now: number): Uint8Array => {
  const issuedAt = wholeMillis(now)
  return seal(keys, failureContext(entryKey), headOf({ version, issuedAt, expiresAt: issuedAt + failureLife }), failure)
}

/** What `sealFailure` encrypted not long ago; `undefined` for all else. */
export const openFailure = (keys: EntryKeys, entryKey: string, bytes: Uint8Array, now: number): string | undefined => {
  const opened = open(keys, failureContext(entryKey), bytes)
  return opened !== undefined && Math.abs(now - opened.head.issuedAt) < failureLife ? opened.text : undefined
}
