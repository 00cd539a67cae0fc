/** The same question to the SDK for JavaScript, where botocore is no judge. */
import { fromIni } from "@aws-sdk/credential-providers"
import * as Redacted from "effect/Redacted"
import type { Answer, Case } from "./Case.ts"
import type { Certificates } from "./Certificates.ts"
import { inWorld, keyWords } from "./Ours.ts"

export const askSdk = (one: Case, certificates: Certificates): Promise<Answer> =>
  inWorld(one, certificates, async () => {
    const { accessKeyId, sessionToken } = await fromIni(one.profile === undefined ? {} : { profile: one.profile })()
    return { credentials: keyWords(accessKeyId, sessionToken === undefined ? undefined : Redacted.make(sessionToken)) }
  })
