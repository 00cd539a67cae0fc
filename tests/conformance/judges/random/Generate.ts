/** Random but plausible shared files and environments: what people and tools write, and the slips that they make. */
import type { Draft, Section, SharedFile } from "./Draft.ts"
import { startUrl } from "./Draft.ts"
import { makeRandom, type Random } from "./Random.ts"

const regions = ["us-east-1", "us-west-2", "eu-west-1", "eu-central-1"] as const
const addresses = ["http://e.example", "http://s.example:4566", "https://e.example/aws"] as const

/** Names of profiles: plain ones, and those that need quotes, differ by a capital or go beyond ASCII. */
const names = ["dev", "prd", "Dev", "acme.sbx", "my corp", "übung", "r&d", "ci"] as const

const key = (of: string): string => `AKIA${of.replaceAll(/[^A-Za-z]/g, "").toUpperCase()}`

const keyLines = (id: string): ReadonlyArray<string> => [`aws_access_key_id = ${id}`, "aws_secret_access_key = sk"]

const roleLine = (random: Random): string =>
  `role_arn = arn:aws:iam::${random.pick(["111111111111", "222222222222"])}:role/${random.pick(["r", "admin"])}`

type Written = { readonly [File in SharedFile]?: ReadonlyArray<string> }

const roleOptions = (random: Random): ReadonlyArray<string> => [
  ...(random.oneIn(4) ? [`role_session_name = ${random.pick(["me", "ci-job", ""])}`] : []),
  ...(random.oneIn(6) ? [`external_id = ${random.pick(["a:b", "77", ""])}`] : []),
  ...(random.oneIn(6) ? [`duration_seconds = ${random.pick(["900", "1_800", "1h", "", "+3600"])}`] : [])
]

/** How a profile gives credentials, or does not. */
const kinds: readonly [
  (random: Random, name: string, other: string) => Written,
  ...ReadonlyArray<(random: Random, name: string, other: string) => Written>
] = [
  (_, name) => ({ credentials: keyLines(key(name)) }),
  (_, name) => ({ config: keyLines(`${key(name)}CONFIG`) }),
  (_, name) => ({ credentials: keyLines(key(name)), config: keyLines(`${key(name)}CONFIG`) }),
  (random, name) => ({
    credentials: [...keyLines(key(name)), `${random.pick(["aws_session_token", "aws_security_token"])} = t`]
  }),
  (random, name) => ({
    [random.pick(["config", "credentials"] as const)]: [random.pick(keyLines(key(name)) as [string, string])]
  }),
  (random, _, other) => ({ config: [roleLine(random), `source_profile = ${other}`, ...roleOptions(random)] }),
  (random, _, other) => ({ config: [roleLine(random), `source_profile = ${other}`, ...roleOptions(random)] }),
  (random, _, other) => ({ credentials: [roleLine(random), `source_profile = ${other}`] }),
  (random, name) => ({
    config: [roleLine(random), `source_profile = ${name}`],
    ...(random.oneIn(2) ? { credentials: keyLines(key(name)) } : {})
  }),
  (random) => ({
    config: [
      roleLine(random),
      `credential_source = ${random.pick(["Environment", "EcsContainer", "Ec2InstanceMetadata", "environment", ""])}`,
      ...roleOptions(random)
    ]
  }),
  (random, _, other) => ({
    config: [
      roleLine(random),
      ...(random.oneIn(2) ? [`source_profile = ${other}`, "credential_source = Environment"] : [])
    ]
  }),
  (random) => ({
    config: [
      ...(random.oneIn(5) ? [] : [roleLine(random)]),
      `web_identity_token_file = ${random.pick(["{HOME}/tok", "{HOME}/tok", "{HOME}/nowhere", ""])}`,
      ...roleOptions(random)
    ]
  }),
  (random) => ({
    config: [
      `sso_session = ${random.pick(["s", "s", "my corp", "nowhere", ""])}`,
      ...(random.oneIn(8) ? [] : ["sso_account_id = 123456789012"]),
      `sso_role_name = ${random.pick(["Admin", "Admin", "Read", ""])}`
    ]
  }),
  (random) => ({
    config: [
      `sso_start_url = ${startUrl}`,
      "sso_region = us-east-1",
      ...(random.oneIn(8) ? [] : ["sso_account_id = 123456789012"]),
      "sso_role_name = Admin"
    ]
  }),
  (random) => ({
    config: [`credential_process = ${random.pick(["tool a", 'tool "a b" c', "tool a&b|c", "nowhere-tool", ""])}`]
  }),
  (random) => ({ config: random.oneIn(2) ? ["output = json"] : [] })
]

/** What a profile says of requests. */
const settings: readonly [(random: Random) => string, ...ReadonlyArray<(random: Random) => string>] = [
  (random) => `region = ${random.pick(regions)}`,
  (random) => `region = ${random.pick(regions)}`,
  (random) => `region = ${random.pick(regions)}`,
  (random) => `endpoint_url = ${random.pick([...addresses, "nonsense", ""])}`,
  (random) => `services = ${random.pick(["acme", "acme", "nowhere", ""])}`,
  (random) => `ignore_configured_endpoint_urls = ${random.pick(["true", "True", "false", "1", ""])}`,
  (random) => `use_fips_endpoint = ${random.pick(["true", "TRUE", "false", "yes", ""])}`,
  (random) => `use_dualstack_endpoint = ${random.pick(["true", "false", "yes"])}`,
  () => "output = json",
  () => "s3 =\n  addressing_style = path",
  () => "s3 =\n  max_concurrent_requests = 20\n\n  # addressing_style = path"
]

/** The same setting as others write it. */
const styles: readonly [
  (name: string, value: string) => string,
  ...ReadonlyArray<(name: string, value: string) => string>
] = [
  (name, value) => `${name}=${value}`,
  (name, value) => `${name}  =  ${value}  `,
  (name, value) => `${name}\t=\t${value}`,
  (name, value) => `${name}: ${value}`,
  (name, value) => `${name.toUpperCase()} = ${value}`,
  (name, value) => `${name} = "${value}"`,
  (name, value) => `${name} = ${value} # mine`,
  (name, value) => `# ${name} = ${value}`,
  (name, value) => `; ${name} = ${value}`,
  (name) => `${name} =`,
  (name, value) => `${name} = ${value}\n${name} = ${value}`,
  (name, value) => `  ${name} = ${value}`,
  (name, value) => `${name} ${value}`,
  (name, value) => `\n${name} = ${value}\n`
]

const styled = (random: Random, line: string): ReadonlyArray<string> => {
  if (!random.oneIn(14)) return line.split("\n")
  const [, name, value] = /^(\S+) = (.*)$/s.exec(line) ?? []
  return name === undefined || value === undefined ? line.split("\n") : random.pick(styles)(name, value).split("\n")
}

const header = (random: Random, file: SharedFile, name: string): string => {
  if (random.oneIn(30))
    return random.pick([`Profile ${name}`, ` ${name} `, name, `profile ${name} more`, `profile ${name}`])
  if (file === "credentials") return name
  if (name === "default") return random.oneIn(4) ? "profile default" : "default"
  const quoted = /[ &]/.test(name) ? !random.oneIn(12) : random.oneIn(8)
  return `profile${random.oneIn(20) ? "  " : " "}${quoted ? `"${name}"` : name}`
}

const profileSections = (random: Random, name: string, other: string): ReadonlyArray<Section> => {
  const written = random.pick(kinds)(random, name, other)
  const more = Array.from({ length: random.below(3) }, () => random.pick(settings)(random))
  const inConfig = [...(written.config ?? []), ...(random.oneIn(10) ? [] : more)]
  const inCredentials = [...(written.credentials ?? []), ...(random.oneIn(10) ? more : [])]
  const section = (file: SharedFile, lines: ReadonlyArray<string>): Section => ({
    file,
    header: header(random, file, name),
    lines: lines.flatMap((line) => styled(random, line))
  })
  return [
    ...(inConfig.length > 0 || random.oneIn(4) ? [section("config", inConfig)] : []),
    ...(inCredentials.length > 0 ? [section("credentials", inCredentials)] : [])
  ]
}

/** @param said all that the profiles say: what none of them names need not be there */
const otherSections = (random: Random, said: string): ReadonlyArray<Section> => [
  ...(["s", "my corp"] as const)
    .filter(() => /sso_session/i.test(said))
    .map(
      (name): Section => ({
        file: "config",
        header: `sso-session ${name === "s" ? name : `"${name}"`}`,
        lines: [`sso_start_url = ${startUrl}`, ...(random.oneIn(10) ? [] : ["sso_region = us-east-1"])].flatMap(
          (line) => styled(random, line)
        )
      })
    ),
  {
    file: "config",
    header: "services acme",
    lines: [
      `${random.pick(["s3", "sts"])} =`,
      `  endpoint_url = ${random.pick([...addresses, ""])}`,
      ...(random.oneIn(2) ? ["sso =", "  endpoint_url = http://sso.example"] : [])
    ]
  },
  ...(random.oneIn(25)
    ? [{ file: random.pick(["config", "credentials"] as const), header: "DEFAULT", lines: ["region = us-west-1"] }]
    : [])
]

/** Variables, each by one in so many cases. */
const variables: ReadonlyArray<readonly [number, string, readonly [string, ...ReadonlyArray<string>]]> = [
  [8, "AWS_REGION", [...regions, ""]],
  [2, "AWS_DEFAULT_REGION", [...regions, ...regions, ...regions, ""]],
  [12, "AWS_ENDPOINT_URL", [...addresses, ""]],
  [12, "AWS_ENDPOINT_URL_STS", [...addresses, ""]],
  [20, "AWS_ENDPOINT_URL_S3", [...addresses]],
  [20, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", ["true", "false", ""]],
  [16, "AWS_USE_FIPS_ENDPOINT", ["true", "false", ""]],
  [20, "AWS_USE_DUALSTACK_ENDPOINT", ["true", "false"]],
  [7, "AWS_CONTAINER_CREDENTIALS_FULL_URI", ["{FAKE}/creds", "{FAKE}/creds", ""]],
  [12, "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", ["/v2/credentials", ""]],
  [14, "AWS_CONFIG_FILE", ["{HOME}/other", "~/other", ""]],
  [14, "AWS_SHARED_CREDENTIALS_FILE", ["{HOME}/keys", "$HOME/keys", ""]],
  [20, "AWS_ROLE_SESSION_NAME", ["job", ""]],
  [16, "AWS_ROLE_ARN", ["arn:aws:iam::111111111111:role/web", ""]],
  [16, "AWS_WEB_IDENTITY_TOKEN_FILE", ["{HOME}/tok", ""]],
  [20, "AWS_SESSION_TOKEN", ["t", ""]],
  [40, "AWS_SECURITY_TOKEN", ["t", ""]]
]

const environment = (random: Random, profiles: ReadonlyArray<string>): { readonly [name: string]: string } => {
  const env: { [name: string]: string } = {}
  for (const [cases, name, values] of variables) if (random.oneIn(cases)) env[name] = random.pick(values)
  if (random.oneIn(6)) env.AWS_ACCESS_KEY_ID = random.pick(["AKIAE", "AKIAE", "AKIAE", ""])
  if (random.oneIn(20) || env.AWS_ACCESS_KEY_ID !== undefined)
    env.AWS_SECRET_ACCESS_KEY = random.pick(["se", "se", "se", ""])
  const some = ["default", ...profiles, "nowhere", ""] as const
  if (random.oneIn(4)) env.AWS_PROFILE = random.pick(some)
  if (random.oneIn(12)) env.AWS_DEFAULT_PROFILE = random.pick(some)
  if (random.oneIn(8))
    Object.assign(env, { AWS_EC2_METADATA_DISABLED: "false", AWS_EC2_METADATA_SERVICE_ENDPOINT: "{FAKE}" })
  return env
}

/** The case of a seed. */
export const generate = (seed: number): Draft => {
  const random = makeRandom(seed)
  const profiles = Array.from({ length: 1 + random.below(4) }, () => random.pick(["default", ...names]))
  const some = [...new Set(profiles)]
  const next = (index: number): string =>
    random.oneIn(12)
      ? random.pick(["nowhere", "", "DEV"])
      : (some[(index + 1 + random.below(some.length)) % some.length] ?? "dev")
  const sections = some.flatMap((name, index) => profileSections(random, name, next(index)))
  const asked = random.oneIn(3) ? undefined : random.oneIn(25) ? "nowhere" : random.pick([some[0] ?? "dev", ...some])
  const files = (cases: number) => (["config", "credentials"] as const).filter(() => random.oneIn(cases))
  return {
    sections: [...sections, ...otherSections(random, sections.flatMap(({ lines }) => lines).join("\n"))],
    env: environment(random, some),
    ...(asked === undefined ? {} : { profile: asked }),
    windows: files(20),
    marked: files(60)
  }
}
