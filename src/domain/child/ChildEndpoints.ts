import { type ConfiguredEndpoints, endpointVariable } from "../aws/Endpoint.ts"
import { type ChildEnvironment, childEnvironment } from "./ChildEnvironment.ts"

/** What a child would have from elsewhere. */
export interface ElsewhereEndpoints {
  /** The variables that it inherits, by name; those that are not set are absent. */
  readonly variables: { readonly [name: string]: string | undefined }
  /** Whether it inherits an endpoint of any single service. */
  readonly anyService: boolean
  /** What the profile that it reads says. */
  readonly profile: {
    readonly states: boolean
    readonly ignores: boolean
  }
}

const all = "AWS_ENDPOINT_URL"
const ignore = "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"

/** The variables that `childEndpoints` has to know for the endpoints of a session. */
export const endpointNames = (session: ConfiguredEndpoints | undefined): ReadonlyArray<string> => [
  all,
  ignore,
  ...Object.keys(session?.services ?? {}).map(endpointVariable)
]

/**
 * Variables by which a child's clients reach what the session's own reach, whatever the profile says that they read. The
 * environment's endpoints come before those of any profile, for the session and for the child alike.
 */
export const childEndpoints = (
  session: ConfiguredEndpoints | undefined,
  { variables, anyService, profile }: ElsewhereEndpoints
): ChildEnvironment => {
  if (variables[ignore] !== undefined) return childEnvironment({})
  if (session?.ignored === true) return childEnvironment({ [ignore]: "true" })
  const set: { [name: string]: string } = {}
  if (variables[all] === undefined) {
    for (const [service, url] of Object.entries(session?.services ?? {})) {
      const own = endpointVariable(service)
      if (variables[own] === undefined) set[own] = url
    }
    if (session?.default !== undefined) set[all] = session.default
  }
  const stated = anyService || variables[all] !== undefined || Object.keys(set).length > 0
  if (profile.ignores && stated) set[ignore] = "false"
  // An endpoint of the profile that the child reads is none of the session's.
  if (profile.states && !stated) set[ignore] = "true"
  return childEnvironment(set)
}
