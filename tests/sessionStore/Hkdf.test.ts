import { hkdfSync } from "node:crypto"
import { assert, describe, it } from "@effect/vitest"
import { hkdfExpand, hkdfExtract } from "../../src/sessionStore/Hkdf.ts"

const range = (from: number, to: number): Buffer =>
  Buffer.from(Array.from({ length: to - from + 1 }, (_, i) => from + i))

/** RFC 5869, appendix A, 1 to 3. */
const vectors = [
  {
    secret: Buffer.alloc(22, 0x0b),
    salt: range(0x00, 0x0c),
    info: range(0xf0, 0xf9),
    pseudorandom: "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5",
    key: "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
  },
  {
    secret: range(0x00, 0x4f),
    salt: range(0x60, 0xaf),
    info: range(0xb0, 0xff),
    pseudorandom: "06a6b88c5853361a06104c9ceb35b45cef760014904671014a193f40c15fc244",
    key: "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87"
  },
  {
    secret: Buffer.alloc(22, 0x0b),
    salt: Buffer.alloc(0),
    info: Buffer.alloc(0),
    pseudorandom: "19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04",
    key: "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"
  }
]

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex")

describe("HKDF with SHA-256", () => {
  it.each(vectors)(
    "gives what RFC 5869 says, and Node's own does: $key",
    ({ info, key, pseudorandom, salt, secret }) => {
      const extracted = hkdfExtract(salt, secret)
      assert.strictEqual(hex(extracted), pseudorandom)
      assert.strictEqual(hex(hkdfExpand(extracted, info, key.length / 2)), key)
      for (const length of [1, 32, 33, 255]) {
        const theirs = new Uint8Array(hkdfSync("sha256", secret, salt, info, length))
        assert.strictEqual(hex(hkdfExpand(extracted, info, length)), hex(theirs))
      }
    }
  )
})
