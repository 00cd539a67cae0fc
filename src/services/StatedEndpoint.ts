import type { AwsClientDefaults } from "./AwsClientDefaults.ts"

/** The endpoint that the defaults state for a service. */
export const statedEndpoint = (defaults: AwsClientDefaults, service: string): string | undefined =>
  typeof defaults.endpoint === "function" ? defaults.endpoint(service) : defaults.endpoint
