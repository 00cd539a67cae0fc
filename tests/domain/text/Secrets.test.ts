import { Buffer } from "node:buffer"
import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import { hideSecretLike, hideSecrets } from "../../../src/domain/text/Secrets.ts"

const token = "FwoGZXIvYXdzEBYaDHqa0AP1W8FvBvXk6SLIAbcdEFGHijklMNOPqrstUVWXyz0123456789+/abcdEFGH=="
const secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
const hide = hideSecrets([token, secret])

/** How others quote a text. */
const quoted: { readonly [form: string]: (text: string) => string } = {
  "as it is": (text) => `x-amz-security-token:${text}\n\nhost`,
  "in a URL": (text) => `?X-Amz-Security-Token=${encodeURIComponent(text)}&X-Amz-SignedHeaders=host`,
  "in a URL, with small letters": (text) => encodeURIComponent(text).replace(/%../g, (part) => part.toLowerCase()),
  "in a URL within a URL": (text) => encodeURIComponent(encodeURIComponent(text)),
  "in JSON": (text) => JSON.stringify({ text }).replaceAll("/", "\\/"),
  "in XML": (text) => text.replace(/[^A-Za-z0-9]/g, (char) => `&#x${char.charCodeAt(0).toString(16).toUpperCase()};`),
  "in Base64": (text) => Buffer.from(text).toString("base64"),
  "in Base64 behind one byte": (text) => Buffer.from(`a${text}bc`).toString("base64"),
  "in Base64 behind two bytes": (text) => Buffer.from(`aa${text}bc`).toString("base64"),
  "in Base64 for URLs": (text) => Buffer.from(`user:${text}`).toString("base64url"),
  "as bytes": (text) => Buffer.from(text).toString("hex"),
  "as bytes with blanks": (text) => [...Buffer.from(text)].map((byte) => byte.toString(16)).join(" "),
  "cut short": (text) => `${text.slice(0, 30)}…`,
  "in lines": (text) => text.replace(/.{20}/g, "$&\n")
}

describe("hideSecrets hides a secret", () => {
  it.each(Object.keys(quoted))("quoted %s", (form) => {
    for (const known of [token, secret]) {
      const text = quoted[form]?.(known) ?? ""
      const left = hide(text)
      assert.include(left, "<redacted>")
      for (let at = 0; at + 12 <= text.length; at++) {
        const part = text.slice(at, at + 12)
        if (/[A-Za-z0-9+/%]{12}/.test(part) && !"?X-Amz-Security-Token=&X-Amz-SignedHeaders=host".includes(part)) {
          assert.notInclude(left, part)
        }
      }
    }
  })

  it("and leaves the rest", () => {
    assert.strictEqual(hide(`before ${token} between ${secret} after`), "before <redacted> between <redacted> after")
  })

  it("once, where parts of it overlap", () => {
    assert.strictEqual(hideSecrets(["abcdabcdabcdabcd"])("x abcdabcdabcdabcdabcd y"), "x <redacted> y")
  })

  it("that is short as a whole only", () => {
    assert.strictEqual(hideSecrets(["123456"])("code 123456, not 12345"), "code <redacted>, not 12345")
  })

  it("but takes a blank or three letters for none", () => {
    const text = "The security token included in the request is invalid."
    assert.strictEqual(hideSecrets(["", " ", "the", "  e "])(text), text)
  })

  it.prop("of any text, whatever stands around it", [Schema.String, Schema.String], ([before, after]) => {
    assert.notInclude(hide(before + token + after), token.slice(0, 20))
  })
})

describe("hideSecretLike hides what looks like one", () => {
  it.each([
    token,
    secret,
    "AKIAIOSFODNN7EXAMPLE",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbGljZS1vZi1hY21lIn0.c2lnbmF0dXJl_-"
  ])("%s", (known) => {
    assert.strictEqual(hideSecretLike(`a ${known} b`), "a <redacted> b")
  })

  it("and leaves paths and ARNs", () => {
    const text = "/Users/me/src/acme/Thing/conf/boto of arn:aws:iam::222222222222:role/sbx_deployment_role"
    assert.strictEqual(hideSecretLike(text), text)
  })
})
