/** Certificates of the fakes, made anew for each run: of an authority that the machine knows, and of a company's own. */
import { execFileSync } from "node:child_process"
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"

export interface Certificates {
  /** Paths of the two authorities' certificates. */
  readonly known: string
  readonly company: string
  readonly leaf: { readonly [Authority in "known" | "company"]: { readonly key: string; readonly cert: string } }
}

const regions = ["us-east-1", "us-west-1", "us-west-2", "eu-west-1", "eu-central-1", "ap-southeast-2"]

const names = [
  "amazonaws.com",
  "*.amazonaws.com",
  "*.s3.amazonaws.com",
  "*.example",
  "e.example",
  ...regions.flatMap((region) => [
    `*.${region}.amazonaws.com`,
    `*.s3.${region}.amazonaws.com`,
    `*.s3-fips.${region}.amazonaws.com`,
    `*.dualstack.${region}.amazonaws.com`,
    `*.s3.dualstack.${region}.amazonaws.com`,
    `*.sso.${region}.amazonaws.com`,
    `*.sso-fips.${region}.amazonaws.com`,
    `*.${region}.api.aws`
  ])
]

export const makeCertificates = (folder: string): Certificates => {
  const openssl = (...args: ReadonlyArray<string>) => execFileSync("openssl", args, { cwd: folder, stdio: "ignore" })
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
  writeFileSync(
    join(folder, "leaf.cnf"),
    `subjectAltName=${names.map((name) => `DNS:${name}`).join(",")},DNS:localhost,IP:127.0.0.1\n` +
      "authorityKeyIdentifier=keyid\nbasicConstraints=CA:FALSE\n"
  )
  const leafOf = (authority: string) => {
    const ca = ["-keyout", `${authority}.key`, "-out", `${authority}.pem`, "-days", "9", "-subj", `/CN=${authority}`]
    openssl("req", "-x509", ...key, ...ca, "-addext", "keyUsage=critical,keyCertSign")
    openssl("req", ...key, "-keyout", `${authority}-leaf.key`, "-out", `${authority}.csr`, "-subj", "/CN=fake")
    const signing = ["-CA", `${authority}.pem`, "-CAkey", `${authority}.key`, "-CAcreateserial", "-days", "9"]
    openssl("x509", "-req", "-in", `${authority}.csr`, ...signing, "-extfile", "leaf.cnf", "-out", `${authority}.crt`)
    const read = (name: string) => readFileSync(join(folder, name), "utf8")
    return { key: read(`${authority}-leaf.key`), cert: read(`${authority}.crt`) }
  }
  const leaf = { known: leafOf("known"), company: leafOf("company") }
  return { known: join(folder, "known.pem"), company: join(folder, "company.pem"), leaf }
}
