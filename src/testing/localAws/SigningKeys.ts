/**
 * The keys by which a local AWS's identity providers sign: one of each kind serves all issuers, and is made when it is
 * first used. WebCrypto does the work, since all three runtimes have the same one.
 *
 * Source: RFC 7517 (JSON Web Key), RFC 7518 (JSON Web Algorithms).
 */
import { Buffer } from "node:buffer"
import { webcrypto } from "node:crypto"
import { token as randomToken } from "./Ids.ts"

/** How a token is signed. IAM takes RS256, RS384, RS512, ES256, ES384 and ES512. */
export type SigningAlgorithm = "ES256" | "RS256"

const kinds = {
  ES256: {
    generate: { name: "ECDSA", namedCurve: "P-256" },
    sign: { name: "ECDSA", hash: "SHA-256" }
  },
  RS256: {
    generate: {
      name: "RSASSA-PKCS1-v1_5",
      hash: "SHA-256",
      modulusLength: 2048,
      publicExponent: new Uint8Array([1, 0, 1])
    },
    sign: { name: "RSASSA-PKCS1-v1_5" }
  }
} as const

/** A public key with its name. */
export type PublicKey = { readonly [member: string]: unknown }

/** The key of one kind. */
class SigningKey {
  readonly keyId: string = randomToken(9).replaceAll("+", "-").replaceAll("/", "_")
  readonly algorithm: SigningAlgorithm
  #pair: Promise<webcrypto.CryptoKeyPair> | undefined

  constructor(algorithm: SigningAlgorithm) {
    this.algorithm = algorithm
  }

  #keys(): Promise<webcrypto.CryptoKeyPair> {
    this.#pair ??= webcrypto.subtle.generateKey(kinds[this.algorithm].generate, true, ["sign", "verify"])
    return this.#pair
  }

  async sign(text: string): Promise<string> {
    const { privateKey } = await this.#keys()
    const signature = await webcrypto.subtle.sign(kinds[this.algorithm].sign, privateKey, Buffer.from(text))
    return Buffer.from(signature).toString("base64url")
  }

  async verify(text: string, signature: string): Promise<boolean> {
    const { publicKey } = await this.#keys()
    const bytes = Buffer.from(signature, "base64url")
    return await webcrypto.subtle.verify(kinds[this.algorithm].sign, publicKey, bytes, Buffer.from(text))
  }

  async publicKey(): Promise<PublicKey> {
    const { publicKey } = await this.#keys()
    const { kty, crv, x, y, n, e } = await webcrypto.subtle.exportKey("jwk", publicKey)
    const key = kty === "EC" ? { kty, crv, x, y } : { kty, n, e }
    return { ...key, kid: this.keyId, alg: this.algorithm, use: "sig" }
  }
}

/** The keys of one server. */
export class SigningKeys {
  readonly #keys: { readonly [Algorithm in SigningAlgorithm]: SigningKey } = {
    ES256: new SigningKey("ES256"),
    RS256: new SigningKey("RS256")
  }

  of(algorithm: SigningAlgorithm): SigningKey {
    return this.#keys[algorithm]
  }

  /** The key that a token's header names. */
  find(keyId: unknown, algorithm: unknown): SigningKey | undefined {
    return Object.values(this.#keys).find((key) => key.keyId === keyId && key.algorithm === algorithm)
  }

  /** The JSON Web Key Set. */
  async set(): Promise<{ readonly keys: ReadonlyArray<PublicKey> }> {
    return { keys: await Promise.all(Object.values(this.#keys).map((key) => key.publicKey())) }
  }
}
