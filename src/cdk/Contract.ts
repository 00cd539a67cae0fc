/**
 * What CDK's command line and a plug-in say to each other, as far as this one uses it; the package with the whole of it
 * is for development only.
 *
 * Source: @aws-cdk/cli-plugin-contract 2.182.2.
 */

/** Keys, with the time from which CDK asks for others (less five seconds). It is left out where they do not end. */
export interface CdkCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  readonly expiration?: Date
}

/** What CDK asks again and again. */
export type CdkProvider = () => Promise<CdkCredentials>

/** The same for older versions of CDK, which know the form of the SDK for JavaScript v2 alone. */
export interface CdkRefreshable {
  accessKeyId: string
  secretAccessKey: string
  sessionToken?: string
  expireTime?: Date
  getPromise(): Promise<void>
}

/** A source of credentials for accounts. */
export interface CdkSource {
  name: string
  isAvailable(): Promise<boolean>
  canProvideCredentials(accountId: string): Promise<boolean>
  getProvider(
    accountId: string,
    mode: 0 | 1,
    options?: { readonly supportsV3Providers?: boolean }
  ): Promise<CdkProvider | CdkRefreshable>
}

/** CDK's command line, as it shows itself to a plug-in. */
export interface CdkHost {
  registerCredentialProviderSource(source: CdkSource): void
}
