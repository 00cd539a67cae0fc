import { shadowingVariables } from "./ShadowingVariables.ts"

/** The variables of AWS's clients that name an endpoint: of every service, or of one. */
export const endpointPrefix = "AWS_ENDPOINT_URL"

/**
 * What decides whose credentials a child has, in which region, and who is asked, whether `exec` sets it or not. A
 * preference (`AWS_PAGER`, `AWS_RETRY_MODE`) is the user's own affair.
 */
const always: ReadonlyArray<string> = [
  ...shadowingVariables,
  "AWS_REGION",
  "AWS_DEFAULT_REGION",
  "AWS_CONFIG_FILE",
  "AWS_SHARED_CREDENTIALS_FILE",
  "AWS_CREDENTIAL_PROFILES_FILE",
  "BOTO_CONFIG",
  endpointPrefix,
  "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"
]

const isName = (name: string): boolean => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name)

/**
 * The variables that a child must find as they were decided, whatever its start files say: those that `exec` sets or
 * removes, and all others that lead elsewhere. Endpoints that are in neither environment are told by `endpointPrefix`.
 */
export const guardedVariables = (
  decided: ReadonlyArray<string>,
  environment: { readonly [name: string]: string | undefined }
): ReadonlyArray<string> => {
  const endpoints = Object.keys(environment).filter((name) => name.startsWith(endpointPrefix))
  return [...new Set([...always, ...decided, ...endpoints])].filter(isName).sort()
}
