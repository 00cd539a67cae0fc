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

/** What helps where a TLS connection failed for want of trust; `undefined` for any other failure. */
export const trustAdvice = (code: unknown): string | undefined =>
  typeof code === "string" && untrusted.has(code)
    ? "Trust the authority of that certificate (that of a proxy which opens TLS, where there is one): name the file of " +
      "authorities in AWS_CA_BUNDLE, in ca_bundle of the profile, or in NODE_EXTRA_CA_CERTS."
    : undefined
