/** A case made real for one asker: a home folder of its own, a fake of its own, and the variables with both put in. */
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import process from "node:process"
import type { Case } from "./Case.ts"
import type { Certificates } from "./Certificates.ts"
import { type Fake, type Seen, startFake } from "./Fake.ts"

export interface World extends AsyncDisposable {
  readonly env: { readonly [name: string]: string }
  readonly home: string
  readonly fake: Fake
  /** What its files hold, where another process makes them. */
  readonly files?: { readonly [path: string]: string }
  /** Replaces what differs from asker to asker by its placeholder. */
  readonly plain: (text: string) => string
}

/** Nothing of this machine: where commands are, a region, no instance. */
const usual = {
  PATH: `{HOME}/bin:${process.env.PATH ?? ""}`,
  AWS_EC2_METADATA_DISABLED: "true",
  AWS_REGION: "eu-west-1",
  AWS_DEFAULT_REGION: "eu-west-1",
  HOME: "{HOME}"
}

export const asRoot: boolean = process.getuid?.() === 0

/** A world whose home another process makes, and whose requests are answered there. */
export const remoteWorld = (one: Case, home: string, url: string): World => {
  const fill = (text: string): string => text.replaceAll(/(?<!\$)\{HOME\}/g, home).replaceAll("{FAKE}", url)
  const filled = (values: { readonly [name: string]: unknown }): { readonly [name: string]: string } =>
    Object.fromEntries(
      Object.entries(values).flatMap(([name, value]) => (typeof value === "string" ? [[name, fill(value)]] : []))
    )
  return {
    env: filled({ ...usual, ...one.env }),
    files: filled(one.files ?? {}),
    home,
    fake: { seen: [], url, proxy: "", ports: { plain: 0, tls: 0 }, [Symbol.asyncDispose]: async () => {} },
    plain: (text) => text.replaceAll(home, "{HOME}").replaceAll(url, "{FAKE}"),
    [Symbol.asyncDispose]: async () => {}
  }
}

/** @param given the fake to use in place of one of its own */
export const makeWorld = async (one: Case, certificates: Certificates, given?: Fake): Promise<World> => {
  const fake = given ?? (await startFake(one, certificates))
  const home = mkdtempSync(join(tmpdir(), "judged-"))
  const fill = (text: string): string =>
    text
      .replaceAll(/(?<!\$)\{HOME\}/g, home)
      .replaceAll("{FAKE}", fake.url)
      .replaceAll("{TLS}", `https://127.0.0.1:${fake.ports.tls}`)
      .replaceAll("{PROXY}", fake.proxy)
      .replaceAll("{PROXYHOST}", new URL(fake.proxy).host)
      .replaceAll("{CA}", certificates.company)
      .replaceAll("{KNOWN}", certificates.known)
  for (const [path, content] of Object.entries(one.files ?? {})) {
    const file = join(home, path)
    mkdirSync(content === null ? file : dirname(file), { recursive: true })
    if (content === null) continue
    if (typeof content === "string")
      writeFileSync(file, fill(content), { mode: path.startsWith("bin/") ? 0o755 : 0o644 })
    else symlinkSync(fill(content.link), file)
  }
  // An asker that may not read one file must still be able to read the others.
  if (one.unreadable !== undefined) chmodSync(home, 0o755)
  for (const path of one.unreadable ?? []) {
    if (asRoot) chownSync(join(home, path), 0, 0)
    chmodSync(join(home, path), 0)
  }
  const env = Object.fromEntries(
    Object.entries({ ...usual, ...one.env }).flatMap(([name, value]) => (value === null ? [] : [[name, fill(value)]]))
  )
  const plain = (text: string): string =>
    text.replaceAll(home, "{HOME}").replaceAll(fake.url, "{FAKE}").replaceAll(fake.proxy, "{PROXY}")
  return {
    env,
    home,
    fake,
    plain,
    [Symbol.asyncDispose]: async () => {
      for (const path of one.unreadable ?? []) chmodSync(join(home, path), 0o700)
      rmSync(home, { recursive: true, force: true })
      if (given === undefined) await fake[Symbol.asyncDispose]()
    }
  }
}

const isClient = ({ what }: Seen): boolean => /^(GetCallerIdentity|ListBuckets|(PUT|GET) object)/.test(what)

const line = ({ to, via, what, signed }: Seen): string =>
  `${what} at ${to}${via === "proxy" ? " by proxy" : ""}, ${signed}`

/** What was asked for the sake of the credentials. */
export const askedLines = (fake: Fake): ReadonlyArray<string> => fake.seen.filter((one) => !isClient(one)).map(line)

/** What the clients asked, by the facets that show it. */
export const clientLine = (fake: Fake, what: string): string | undefined => {
  const found = fake.seen.find((one) => one.what.startsWith(what))
  return found === undefined ? undefined : line(found)
}

export const clientHeader = (fake: Fake, what: string, header: string): string | undefined => {
  const value = fake.seen.find((one) => one.what.startsWith(what))?.headers[header]
  return typeof value === "string" ? value : undefined
}
