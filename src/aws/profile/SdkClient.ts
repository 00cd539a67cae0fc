import type { ClientSettings } from "../ClientSettings.ts"

/** What the SDK's clients of a sign-in are made with, so that they look nothing up by themselves. */
export const clientConfig = (
  { useFipsEndpoint, useDualstackEndpoint, defaults }: ClientSettings,
  endpoint: string | undefined
) => ({
  ...(endpoint === undefined ? {} : { endpoint }),
  ...(defaults.requestHandler === undefined ? {} : { requestHandler: defaults.requestHandler }),
  useFipsEndpoint,
  useDualstackEndpoint,
  userAgentAppId: async () => defaults.userAgentAppId,
  customUserAgent: "effect-boto-ses"
})

/** What an error of the SDK says. */
export const words = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown))
