import { type EntryKeys, openBytes, sealBytes } from "../SealedEntry.ts"

/** A short text that only who has the keys can read, in base64. It cannot be told as what was said of something else. */
export const sealText = (keys: EntryKeys, about: string, text: string): string =>
  Buffer.from(sealBytes(keys, "text", Buffer.from(about), Buffer.from(text))).toString("base64")

/** The text that was sealed about this; `undefined` for anything else. */
export const openText = (keys: EntryKeys, about: string, sealed: string): string | undefined =>
  openBytes(keys, "text", Buffer.from(about), Buffer.from(sealed, "base64"))?.toString("utf8")
