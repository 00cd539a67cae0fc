/**
 * An npm registry on loopback, as far as publishing a package and installing it needs one: it takes the package that is
 * published to it, gives its manifest and its tarball, and sends who asks for any other package to the registry that npm
 * is set up for.
 */
import { createServer, type IncomingMessage } from "node:http"
import { type AddressInfo, isIPv4 } from "node:net"

interface Published {
  readonly name: string
  readonly versions: { readonly [version: string]: { readonly dist: object } }
  readonly "dist-tags": { readonly [tag: string]: string }
  readonly _attachments: { readonly [file: string]: { readonly data: string } }
}

export interface Registry extends AsyncDisposable {
  readonly url: string
  /** Lines of an `.npmrc` by which npm asks it and may publish to it. */
  readonly settings: string
  /** The manifest of a version, as npm has published it. */
  readonly manifest: (name: string, version: string) => unknown
}

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Array<Buffer> = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString("utf8")
}

export const makeRegistry = async (upstream: string): Promise<Registry> => {
  const published = new Map<string, Published>()
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname.slice(1))
    const [name = "", file] = path.split("/-/")
    const found = published.get(name)
    if (request.method === "PUT") {
      published.set(name, JSON.parse(await bodyOf(request)))
      response.writeHead(201).end("{}")
    } else if (found === undefined) {
      response.writeHead(302, { location: new URL(request.url?.slice(1) ?? "", upstream).href }).end()
    } else if (file === undefined) {
      const versions = Object.entries(found.versions).map(([version, manifest]) => {
        const tarball = `${url}${name}/-/${name}-${version}.tgz`
        return [version, { ...manifest, dist: { ...manifest.dist, tarball } }]
      })
      response.end(JSON.stringify({ ...found, _attachments: undefined, versions: Object.fromEntries(versions) }))
    } else response.end(Buffer.from(found._attachments[file]?.data ?? "", "base64"))
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port, address } = server.address() as AddressInfo
  if (!isIPv4(address)) throw new Error(`expected an address of IPv4, found ${address}`)
  const url = `http://${address}:${port}/`
  return {
    url,
    settings: `registry=${url}\n//${address}:${port}/:_authToken=none\nreplace-registry-host=never\n`,
    manifest: (name, version) => published.get(name)?.versions[version],
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
  }
}
