import * as Result from "effect/Result"
import { type ConfiguredEndpoints, isHttpEndpoint } from "../../domain/aws/Endpoint.ts"
import { isTrue } from "../SourceVariables.ts"
import type { Profile, ProfileFiles } from "./ProfileFiles.ts"
import type { ProfileProblem } from "./ProfilePlan.ts"

const setting = /^endpoint_url\s*[=:]\s*(.*)$/im

/** The `endpoint_url` of each service, from the indented lines below the service's key. */
const ofServices = (section: Profile): { readonly [service: string]: string } =>
  Object.fromEntries(
    [...section].flatMap(([service, settings]) => {
      const url = setting.exec(settings)?.[1]?.trim()
      return url === undefined || url === "" ? [] : [[service, url] as const]
    })
  )

/**
 * The endpoints that a profile configures, and whom it trusts there; `undefined` where it says nothing of them.
 *
 * Source: AWS SDKs and Tools Reference Guide, "Service-specific endpoints".
 */
export const profileEndpoints = (
  files: ProfileFiles,
  name: string
): Result.Result<ConfiguredEndpoints | undefined, ProfileProblem> => {
  const profile = files.profiles.get(name)
  const url = profile?.get("endpoint_url") || undefined
  const services = profile?.get("services") || undefined
  const caBundle = profile?.get("ca_bundle") || undefined
  const trust = caBundle === undefined ? {} : { caBundle }
  const ignored = isTrue(profile?.get("ignore_configured_endpoint_urls"))
  if (ignored) return Result.succeed({ default: undefined, services: {}, ignored, ...trust })
  if (url === undefined && services === undefined && caBundle === undefined) return Result.succeed(undefined)
  const section = services === undefined ? new Map<string, string>() : files.services.get(services)
  if (section === undefined) {
    return Result.fail({
      detail:
        `The profile "${name}" has services = ${services}, and there is no [services ${services}] section. ` +
        "Add it to the config file, or correct the name."
    })
  }
  const endpoints: ConfiguredEndpoints = { default: url, services: ofServices(section), ignored, ...trust }
  const wrong = [url, ...Object.values(endpoints.services)].find(
    (stated) => stated !== undefined && !isHttpEndpoint(stated)
  )
  return wrong === undefined
    ? Result.succeed(endpoints)
    : Result.fail({
        detail: `The profile "${name}" has endpoint_url = ${wrong}, which is no http address. Correct it.`
      })
}
