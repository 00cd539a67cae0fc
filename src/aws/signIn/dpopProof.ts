import { createPrivateKey, createPublicKey, randomUUID, sign } from "node:crypto"

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url")

/**
 * The proof that a request comes from the holder of a sign-in's key: a signed token for this method and address.
 * Throws where the key is no private P-256 key in PEM.
 *
 * Source: RFC 9449, "OAuth 2.0 Demonstrating Proof of Possession (DPoP)", section 4.2.
 *
 * @param seconds since 1970
 */
export const dpopProof = (pem: string, method: string, url: string, seconds: number): string => {
  const key = createPrivateKey(pem)
  const { kty, crv, x, y } = createPublicKey(key).export({ format: "jwk" })
  const signed = [
    part({ alg: "ES256", typ: "dpop+jwt", jwk: { kty, crv, x, y } }),
    part({ jti: randomUUID(), htm: method, htu: url, iat: seconds })
  ].join(".")
  // JWS wants the two numbers side by side, not in ASN.1 (RFC 7518, section 3.4).
  const signature = sign("sha256", Buffer.from(signed), { key, dsaEncoding: "ieee-p1363" })
  return `${signed}.${signature.toString("base64url")}`
}
