/** Identifiers in the forms that AWS gives them. */
import { createHash, randomBytes, randomUUID } from "node:crypto"

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"

const base32 = (bytes: Uint8Array, length: number): string =>
  Array.from(bytes.subarray(0, length), (byte) => alphabet[byte % 32]).join("")

/** A unique id (`AROA…`, `AIDA…`, 21 characters) that depends on nothing but its seed. */
export const stableId = (prefix: string, seed: string): string =>
  prefix + base32(createHash("sha256").update(seed).digest(), 17)

/** An access key id (`AKIA…` long-term, `ASIA…` temporary, 20 characters). */
export const accessKeyId = (prefix: "AKIA" | "ASIA"): string => prefix + base32(randomBytes(16), 16)

/** A secret access key of 40 characters. */
export const secretAccessKey = (): string => randomBytes(30).toString("base64")

/** An opaque token of so many random bytes. */
export const token = (bytes: number): string => randomBytes(bytes).toString("base64")

/** A request id. */
export const requestId = (): string => randomUUID()

/** The 16 characters that S3 uses for a request id. */
export const s3RequestId = (): string => base32(randomBytes(16), 16)
