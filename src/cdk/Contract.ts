/**
 * What CDK's command line and a plug-in say to each other, as far as this one uses it; the package with the whole of it
 * is for development only.
 *
 * Source: @aws-cdk/cli-plugin-contract 2.182.2.
 */

/** Keys, with the time from which CDK asks for others (less five seconds). It is left out where they do not end. */
export interface CdkCredentials {
  /** `ASIA…` for a session, `AKIA…` for an IAM user's long-lived key. */
  readonly accessKeyId: string
  /** In clear. */
  readonly secretAccessKey: string
  /** In clear, too; left out for long-lived keys. */
  readonly sessionToken?: string
  /** CDK asks anew five seconds before it: some minutes before the keys' own end. */
  readonly expiration?: Date
}

/** What CDK asks again and again. */
export type CdkProvider = () => Promise<CdkCredentials>

/** The same for older versions of CDK, which know the form of the SDK for JavaScript v2 alone. */
export interface CdkRefreshable {
  /** As in `CdkCredentials`, of the last `getPromise`. */
  accessKeyId: string
  /** In clear. */
  secretAccessKey: string
  /** In clear, too; left out for long-lived keys. */
  sessionToken?: string
  /** CDK asks anew about it, some minutes before the keys' own end; left out where they do not end. */
  expireTime?: Date
  /** Fills the other fields with credentials that are good now; rejects where there are none. */
  getPromise(): Promise<void>
}

/** A source of credentials for accounts. */
export interface CdkSource {
  /** How CDK calls the source in its messages. */
  name: string
  /** Whether CDK should ask it at all. */
  isAvailable(): Promise<boolean>
  /** Whether it has credentials of this account; where it rejects, CDK goes on with others. */
  canProvideCredentials(accountId: string): Promise<boolean>
  /**
   * Credentials of the account, to read with (`mode` 0) or to write with (1); older CDKs say nothing of v3 providers.
   */
  getProvider(
    accountId: string,
    mode: 0 | 1,
    options?: { readonly supportsV3Providers?: boolean }
  ): Promise<CdkProvider | CdkRefreshable>
}

/** CDK's command line, as it shows itself to a plug-in. */
export interface CdkHost {
  /** Adds a source, which CDK asks for accounts that its own credentials are not of. */
  registerCredentialProviderSource(source: CdkSource): void
}
