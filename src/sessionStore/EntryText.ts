import * as Redacted from "effect/Redacted"
import { AccountId } from "../domain/aws/AccountId.ts"
import { makeCredentials, unfitPart } from "../domain/aws/Credentials.ts"
import type { KeptSession } from "../domain/aws/KeptSession.ts"
import { type FieldsForm, formProblems, patternText } from "../domain/text/Form.ts"

/** What of an entry is encrypted; its times stand in the head of the file. */
type Kept = Pick<KeptSession, "credentials" | "identity" | "clockSkew">

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
  }
}

interface WrittenEntry {
  readonly credentials?: {
    readonly accessKeyId: string
    readonly secretAccessKey: string
    readonly sessionToken?: string | undefined
    readonly expiresAt?: string | undefined
  }
  readonly identity?: { readonly accountId: string; readonly arn: string; readonly userId: string }
  readonly clockSkew?: string
}

/** An entry as text, with its secrets in clear. */
export const writeEntryText = ({ credentials, identity, clockSkew = 0 }: Kept): string =>
  JSON.stringify({
    ...(clockSkew === 0 ? {} : { clockSkew: String(Math.round(clockSkew)) }),
    ...(credentials === undefined
      ? {}
      : {
          credentials: {
            accessKeyId: credentials.accessKeyId,
            secretAccessKey: Redacted.value(credentials.secretAccessKey),
            sessionToken: credentials.sessionToken && Redacted.value(credentials.sessionToken),
            expiresAt: credentials.expiresAt === undefined ? undefined : String(Math.floor(credentials.expiresAt))
          }
        }),
    ...(identity === undefined
      ? {}
      : { identity: { accountId: identity.accountId, arn: identity.arn, userId: identity.userId } })
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
  const { credentials, identity, clockSkew } = parsed as WrittenEntry
  if (credentials === undefined && identity === undefined) return undefined
  if (credentials !== undefined && unfitPart(credentials) !== undefined) return undefined
  return {
    ...(credentials === undefined
      ? {}
      : {
          credentials: makeCredentials({
            ...credentials,
            expiresAt: credentials.expiresAt === undefined ? undefined : Number(credentials.expiresAt)
          })
        }),
    ...(identity === undefined ? {} : { identity }),
    ...(clockSkew === undefined ? {} : { clockSkew: Number(clockSkew) })
  }
}
