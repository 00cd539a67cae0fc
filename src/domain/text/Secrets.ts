/** What stands in the place of a secret. */
const mark = "<redacted>"

/** A part of a secret as long as this is taken for the secret: who quotes it may cut it, or break it into lines. */
const tellingLength = 12

/** Below this a text is no secret, but would be found in any text: a token that is a blank, a code of two digits. */
const shortest = 4

const binary = (text: string): string => String.fromCharCode(...new TextEncoder().encode(text))

/** The characters of Base64 that only the secret decides, where it stands `offset` bytes after a group's beginning. */
const base64At = (bytes: string, offset: number): string => {
  const whole = Math.floor(((offset + bytes.length) * 8) / 6)
  return btoa("\u0000".repeat(offset) + bytes).slice(Math.ceil((offset * 8) / 6), whole)
}

const xmlEntities: { readonly [character: string]: string } = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;"
}

/** The ways in which a secret may be quoted: in a URL, in JSON or XML, in Base64 with or without other text, as bytes. */
const formsOf = (secret: string): ReadonlyArray<string> => {
  const bytes = binary(secret)
  const hex = Array.from(bytes, (byte) => byte.charCodeAt(0).toString(16).padStart(2, "0"))
  const base64 = [0, 1, 2].map((offset) => base64At(bytes, offset))
  const plain = [secret, ...base64]
  const url = plain.map((text) => encodeURIComponent(text))
  const json = JSON.stringify(secret).slice(1, -1)
  return [
    ...plain,
    ...url,
    ...url.map((text) => encodeURIComponent(text)),
    ...base64.map((text) => text.replaceAll("+", "-").replaceAll("/", "_")),
    json,
    json.replaceAll("/", "\\/"),
    secret.replace(/[&<>"']/g, (character) => xmlEntities[character] ?? character),
    secret.replace(/[^A-Za-z0-9]/g, (character) => `&#x${character.charCodeAt(0).toString(16)};`),
    secret.replace(/[^A-Za-z0-9]/g, (character) => `&#${character.charCodeAt(0)};`),
    hex.join(""),
    hex.join(" "),
    hex.join(":")
  ]
}

/** Percent escapes and bytes are written with small or with capital letters. */
const folded = (text: string): string => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())

/** The telling parts of the secrets, by their length. */
const partsOf = (secrets: ReadonlyArray<string>): ReadonlyMap<number, ReadonlySet<string>> => {
  const parts = new Map<number, Set<string>>()
  for (const form of new Set(secrets.flatMap(formsOf).map(folded))) {
    const length = Math.min(form.length, tellingLength)
    if (form.trim().length < shortest) continue
    const ofLength = parts.get(length) ?? new Set()
    parts.set(length, ofLength)
    for (let at = 0; at + length <= form.length; at++) ofLength.add(form.slice(at, at + length))
  }
  return parts
}

/**
 * Takes secrets out of texts, in every form in which another program may quote them, whole or in part: an error of AWS's
 * that tells why a signature is wrong quotes the request with its token.
 */
export const hideSecrets = (secrets: ReadonlyArray<string>): ((text: string) => string) => {
  const known = secrets.filter((secret) => secret.trim().length >= shortest)
  if (known.length === 0) return (text) => text
  let parts: ReadonlyMap<number, ReadonlySet<string>> | undefined
  return (text) => {
    parts ??= partsOf(known)
    const searched = folded(text)
    const ends = new Map<number, number>()
    for (const [length, ofLength] of parts) {
      for (let at = 0; at + length <= searched.length; at++) {
        if (ofLength.has(searched.slice(at, at + length))) ends.set(at, Math.max(ends.get(at) ?? 0, at + length))
      }
    }
    let shown = ""
    let from = 0
    for (const [start, end] of [...ends].sort(([a], [b]) => a - b)) {
      if (start > from || shown === "") shown += text.slice(from, start) + mark
      from = Math.max(from, end)
    }
    return shown + text.slice(from)
  }
}

const accessKey = /(?:AKIA|ASIA)[A-Z0-9]{12,}/g
const webToken = /eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*)?/g
const longRun = /[A-Za-z0-9/+]{40,}={0,2}/g

/** A path has more slashes than a key. */
const looksLikeKey = (run: string): boolean =>
  /[A-Z]/.test(run) && /[a-z]/.test(run) && run.split("/").length - 1 < run.length / 10

/**
 * Whether a text holds what looks like an access key id, a secret key, a session token or an identity token: a person may
 * paste one into the wrong field, or have it put there in place of its variable's name, and an error message ends in a log.
 */
export const holdsSecret = (text: string): boolean =>
  text.search(accessKey) >= 0 || text.search(webToken) >= 0 || (text.match(longRun) ?? []).some(looksLikeKey)

/** Takes out what looks like a secret, where the secret itself is not known. */
export const hideSecretLike = (text: string): string =>
  text
    .replace(webToken, mark)
    .replace(longRun, (run) => (looksLikeKey(run) ? mark : run))
    .replace(accessKey, mark)
