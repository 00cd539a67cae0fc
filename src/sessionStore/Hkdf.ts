import process from "node:process"

/** An import would read every name of the module at the start of each program. */
const crypto = () => process.getBuiltinModule("node:crypto")

const hmac = (key: Uint8Array, ...said: ReadonlyArray<Uint8Array>): Buffer => {
  const made = crypto().createHmac("sha256", key)
  for (const part of said) made.update(part)
  return made.digest()
}

/** The pseudorandom key behind a secret. Source: RFC 5869, 2.2, with SHA-256. */
export const hkdfExtract = (salt: Uint8Array, secret: Uint8Array): Uint8Array => hmac(salt, secret)

/**
 * A key made of a pseudorandom one; keys of different `info` tell nothing of each other. Source: RFC 5869, 2.3, with
 * SHA-256.
 *
 * @param length of the key, in bytes: at most 8160
 */
export const hkdfExpand = (pseudorandom: Uint8Array, info: Uint8Array, length: number): Uint8Array => {
  const blocks: Array<Uint8Array> = []
  for (let count = 1; blocks.length * 32 < length; count++) {
    blocks.push(hmac(pseudorandom, blocks.at(-1) ?? new Uint8Array(0), info, Uint8Array.of(count)))
  }
  return Buffer.concat(blocks, length)
}
