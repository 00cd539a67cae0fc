/** Clients of services whose own client no package here has: what a session reads of one, and a signed JSON request. */
import { SignatureV4 } from "@smithy/signature-v4"
import { Sha256 } from "./LocalAwsFixture.ts"

interface ClientSettings {
  readonly region: string
  readonly endpoint?: string
  readonly credentials: () => Promise<{ accessKeyId: string; secretAccessKey: string; sessionToken?: string }>
}

/** A client that the SDK calls by this name; it signs for the service of the other. */
export const signedClient = (serviceId: string, signingName: string) =>
  class {
    readonly config: ClientSettings & { readonly serviceId: string }

    constructor(settings: ClientSettings) {
      this.config = { ...settings, serviceId }
    }

    async send(target: string, input: object): Promise<{ readonly [name: string]: unknown }> {
      const { credentials, endpoint = "", region } = this.config
      const { host, hostname } = new URL(endpoint)
      const body = JSON.stringify(input)
      const headers = { host, "content-type": "application/x-amz-json-1.1", "x-amz-target": target }
      const signer = new SignatureV4({ credentials, region, service: signingName, sha256: Sha256 })
      const signed = await signer.sign({ method: "POST", protocol: "http:", hostname, path: "/", headers, body })
      const { host: _, ...sent } = signed.headers
      const answer = await fetch(endpoint, { method: "POST", headers: sent, body })
      const found = (await answer.json()) as { readonly __type?: string; readonly message?: string }
      if (!answer.ok) throw Object.assign(new Error(found.message), { name: found.__type })
      return found
    }

    destroy(): void {}
  }
