import { readEntryText, writeEntryText } from "./EntryText.ts"
import { endOfIdentity, type KeptSession } from "./KeptSession.ts"
import { type EntryKeys, openText, sealText } from "./SealedText.ts"

/** Encrypts an entry for who knows its key and its source's secret. An identity is kept for a day at most. */
export const sealEntry = (keys: EntryKeys, entryKey: string, entry: KeptSession): Uint8Array => {
  const { credentials, issuedAt } = entry
  const expiresAt = credentials === undefined ? Math.min(entry.expiresAt, endOfIdentity(issuedAt)) : entry.expiresAt
  return sealText(keys, entryKey, { issuedAt, expiresAt }, writeEntryText(entry))
}

/**
 * The entry in a file's bytes; `undefined` for whatever is not exactly what was sealed under this key for this source.
 * Whether it is dead is the caller's to judge.
 */
export const openEntry = (keys: EntryKeys, entryKey: string, bytes: Uint8Array): KeptSession | undefined => {
  const opened = openText(keys, entryKey, bytes)
  const kept = opened === undefined ? undefined : readEntryText(opened.text)
  if (opened === undefined || kept === undefined) return undefined
  const { expiresAt, issuedAt } = opened
  if (kept.credentials === undefined && expiresAt > endOfIdentity(issuedAt)) return undefined
  return { ...kept, issuedAt, expiresAt }
}
