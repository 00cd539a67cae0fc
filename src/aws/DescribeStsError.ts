import { trustAdvice } from "../domain/aws/Trust.ts"
import type { StsError } from "../services/Sts.ts"

/** Words with what helps where the reason is a certificate that is not trusted. */
export const withTrustAdvice = (words: string, code: unknown): string => {
  const advice = trustAdvice(code)
  return advice === undefined ? words : `${words.replace(/\.?$/, ".")} ${advice}`
}

/** An error of STS as the end of a source's sentence. */
export const describeStsError = ({ code, detail }: StsError): string => withTrustAdvice(`${code}: ${detail}`, code)
