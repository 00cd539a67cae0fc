import process from "node:process"
import * as Redacted from "effect/Redacted"
import { hkdfExpand } from "../Hkdf.ts"
import type { EntryKeys } from "../SealedEntry.ts"

/** An import would read every name of the module at the start of each program. */
const crypto = () => process.getBuiltinModule("node:crypto")

const algorithm = "aes-256-gcm"
const saltBytes = 32
const nonceBytes = 12
const tagBytes = 16

const keyOf = (keys: EntryKeys, salt: Uint8Array): Uint8Array => {
  const { info, pseudorandom } = Redacted.value(keys)
  return hkdfExpand(
    pseudorandom,
    Buffer.concat([Buffer.from("effect-boto-ses/text/v1\0"), salt, Buffer.from(info)]),
    32
  )
}

/** A short text that only who has the keys can read, in base64. It cannot be told as what was said of something else. */
export const sealText = (keys: EntryKeys, about: string, text: string): string => {
  const [salt, nonce] = [crypto().randomBytes(saltBytes), crypto().randomBytes(nonceBytes)]
  const cipher = crypto().createCipheriv(algorithm, keyOf(keys, salt), nonce, { authTagLength: tagBytes })
  cipher.setAAD(Buffer.from(about))
  const encrypted = [cipher.update(text, "utf8"), cipher.final()]
  return Buffer.concat([salt, nonce, ...encrypted, cipher.getAuthTag()]).toString("base64")
}

/** The text that was sealed about this; `undefined` for anything else. */
export const openText = (keys: EntryKeys, about: string, sealed: string): string | undefined => {
  const bytes = Buffer.from(sealed, "base64")
  const [salt, nonce] = [bytes.subarray(0, saltBytes), bytes.subarray(saltBytes, saltBytes + nonceBytes)]
  const end = bytes.length - tagBytes
  if (end < saltBytes + nonceBytes) return undefined
  try {
    const decipher = crypto().createDecipheriv(algorithm, keyOf(keys, salt), nonce, { authTagLength: tagBytes })
    decipher.setAAD(Buffer.from(about))
    decipher.setAuthTag(bytes.subarray(end))
    const text = [decipher.update(bytes.subarray(saltBytes + nonceBytes, end)), decipher.final()]
    return Buffer.concat(text).toString("utf8")
  } catch {
    return undefined
  }
}
