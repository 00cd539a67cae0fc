/** What Node, Deno and Bun call a certificate whose authority they do not know. */
const untrusted: ReadonlySet<string> = new Set([
  "CERT_UNTRUSTED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "UNKNOWN_ISSUER"
])

/** The code of an answer that is none of AWS's: a web page, or a way elsewhere. */
export const notAws = "NotAws"

/** "Network Authentication Required". Source: RFC 6585, section 6. */
const signInStatus = 511

/**
 * Whether an answer is a network's own in the place of AWS's: a hotel's sign-in, a company's gate. AWS's web servers
 * answer with a page where they are overloaded; and each answer of AWS's bears the id of its request.
 */
export const isWebPage = (status: number, headers: { readonly [name: string]: string }, beginning = ""): boolean => {
  const named = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
  if (status === signInStatus) return true
  if (status >= 500 || named.has("x-amzn-requestid") || named.has("x-amz-request-id")) return false
  return /^\s*text\/html\b/i.test(named.get("content-type") ?? "") || html.test(beginning)
}

const html = /^\s*(?:<!--[\s\S]*?-->\s*)?<(?:!doctype\s+html|html)[\s>]/i

/** What they call a certificate of another host or time, and an answer that is no TLS: AWS gives neither. */
const foreign =
  /^(CERT_HAS_EXPIRED|CERT_NOT_YET_VALID|HOSTNAME_MISMATCH|ERR_TLS_CERT_ALTNAME_INVALID|ERR_SSL_\w+|EPROTO)$/

/** Whether it was not AWS that answered: a proxy which opens TLS, a network's sign-in page, another server. */
export const isNoAws = (code: unknown): boolean =>
  typeof code === "string" && (code === notAws || untrusted.has(code) || foreign.test(code))

/** What helps where what answered is not AWS, or not known to be; `undefined` for any other failure. */
export const trustAdvice = (code: unknown): string | undefined => {
  if (!isNoAws(code)) return undefined
  if (untrusted.has(code as string)) {
    return (
      "Trust the authority of that certificate (that of a proxy which opens TLS, where there is one): name the file of " +
      "authorities in AWS_CA_BUNDLE, in ca_bundle of the profile, or in NODE_EXTRA_CA_CERTS."
    )
  }
  const clock = code === "CERT_HAS_EXPIRED" || code === "CERT_NOT_YET_VALID" ? " Check this machine's clock." : ""
  return (
    "Sign in to the network in a browser where it asks for that (a hotel's or a company's), name its proxy in " +
    `HTTPS_PROXY, and check AWS_ENDPOINT_URL where it is set.${clock}`
  )
}
