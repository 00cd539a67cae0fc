import * as Redacted from "effect/Redacted"
import { AccountId } from "../domain/aws/AccountId.ts"
import { makeCredentials, unfitPart } from "../domain/aws/Credentials.ts"
import { type FieldsForm, formProblems, patternText } from "../domain/text/Form.ts"
import type { KeptSession } from "./KeptSession.ts"

/** What of an entry is encrypted; its times stand in the head of the file. */
type Kept = Omit<KeptSession, "issuedAt" | "expiresAt">

const text = { form: patternText(/^.+$/su, "text") }

const Credentials: FieldsForm = {
  kind: "fields",
  fields: {
    accessKeyId: text,
    secretAccessKey: text,
    sessionToken: text,
    expiresAt: { form: patternText(/^\d{1,16}$/u, "milliseconds since the epoch") }
  },
  must: ["accessKeyId", "secretAccessKey"]
}

const Identity: FieldsForm = {
  kind: "fields",
  fields: { accountId: { form: AccountId }, arn: text, userId: { form: patternText(/^.*$/su, "text") } },
  must: ["accountId", "arn", "userId"]
}

const Entry: FieldsForm = {
  kind: "fields",
  fields: {
    credentials: { form: Credentials },
    identity: { form: Identity },
    clockSkew: { form: patternText(/^-?\d{1,16}$/u, "milliseconds") }
  },
  must: ["clockSkew"]
}

/** Numbers are texts, so that one form judges them all. */
interface WrittenEntry {
  readonly credentials?:
    | {
        readonly accessKeyId: string
        readonly secretAccessKey: string
        readonly sessionToken?: string | undefined
        readonly expiresAt?: string | undefined
      }
    | undefined
  readonly identity?: { readonly accountId: string; readonly arn: string; readonly userId: string } | undefined
  readonly clockSkew: string
}

/** An entry as text, with its secrets in clear. */
export const writeEntryText = ({ clockSkew, credentials, identity }: Kept): string =>
  JSON.stringify({
    credentials: credentials && {
      accessKeyId: credentials.accessKeyId,
      secretAccessKey: Redacted.value(credentials.secretAccessKey),
      sessionToken: credentials.sessionToken && Redacted.value(credentials.sessionToken),
      expiresAt: credentials.expiresAt === undefined ? undefined : String(Math.floor(credentials.expiresAt))
    },
    identity: identity && { accountId: identity.accountId, arn: identity.arn, userId: identity.userId },
    clockSkew: String(Math.floor(clockSkew))
  } satisfies WrittenEntry)

/** The entry in a text; `undefined` for a text that is not exactly one. */
export const readEntryText = (text: string): Kept | undefined => {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    return undefined
  }
  if (formProblems(Entry, parsed).length > 0) return undefined
  const { clockSkew, credentials, identity } = parsed as WrittenEntry
  if (credentials === undefined && identity === undefined) return undefined
  if (credentials !== undefined && unfitPart(credentials) !== undefined) return undefined
  const expiresAt = credentials?.expiresAt === undefined ? undefined : Number(credentials.expiresAt)
  return {
    credentials: credentials && makeCredentials({ ...credentials, expiresAt }),
    identity,
    clockSkew: Number(clockSkew)
  }
}
