import { clientSettingsTable } from "../../domain/aws/ClientOptions.ts"
import type { ConfiguredEndpoints } from "../../domain/aws/Endpoint.ts"
import { isTrue } from "../SourceVariables.ts"
import type { Profile, ProfileFiles } from "./ProfileFiles.ts"
import { stated } from "./ProfilePlan.ts"

const line = /^([^=:\s]+)\s*[=:]\s*(.*)$/

/** The settings that are indented below one that has no value of its own. */
const nested = (text: string | undefined): ReadonlyMap<string, string> =>
  new Map(
    (text ?? "").split("\n").flatMap((below) => {
      const [, name, value] = line.exec(below.trim()) ?? []
      return name === undefined || value === undefined || value === "" ? [] : [[name.toLowerCase(), value] as const]
    })
  )

/** The `endpoint_url` of each service, from the indented lines below the service's key. */
const ofServices = (section: Profile): { readonly [service: string]: string } =>
  Object.fromEntries(
    [...section].flatMap(([service, settings]) => {
      const url = nested(settings).get("endpoint_url")
      return url === undefined ? [] : [[service, url] as const]
    })
  )

/** A setting's own line, and by a break whether others are indented below it: those may hold a secret. */
const ownLine = (profile: Profile, name: string): string | undefined => stated(profile, name)?.replace(/\n.*$/s, "\n")

/** What clients read of a profile, and nothing else of it. */
const clientSettings = (profile: Profile): { readonly [name: string]: string } =>
  Object.fromEntries(
    clientSettingsTable.flatMap(({ setting }) => {
      const [outer = "", inner] = setting.split(".")
      const value = inner === undefined ? ownLine(profile, outer) : nested(profile.get(outer)).get(inner)
      return value === undefined ? [] : [[setting, value] as const]
    })
  )

/**
 * What a profile says of requests; `undefined` where there is no such profile. What is wrong in it is told to whoever
 * asks the service that it is about: it does not take the credentials away.
 *
 * Source: AWS SDKs and Tools Reference Guide, "Service-specific endpoints"; botocore, `ConfiguredEndpointProvider`.
 */
export const profileEndpoints = (files: ProfileFiles, name: string): ConfiguredEndpoints | undefined => {
  const profile = files.profiles.get(name)
  if (profile === undefined) return undefined
  const services = ownLine(profile, "services")
  const section = services === undefined ? new Map<string, string>() : files.services.get(services)
  return {
    profile: name,
    default: ownLine(profile, "endpoint_url"),
    services: ofServices(section ?? new Map()),
    ...(services === undefined || section !== undefined ? {} : { missingServices: services }),
    ignored: isTrue(stated(profile, "ignore_configured_endpoint_urls")),
    caBundle: ownLine(profile, "ca_bundle"),
    settings: clientSettings(profile)
  }
}
