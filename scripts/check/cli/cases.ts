/** What is asked of the packed command line, and where. */

/** Where a call is made: a laptop with profiles, a CI job with keys, a function, a machine that nobody has set up. */
export type PlaceName = "laptop" | "ci" | "lambda" | "bare"

export interface Call {
  /** The arguments of `boto-ses`, or a line for a shell. */
  readonly args: ReadonlyArray<string> | string
  /** Default: the laptop. */
  readonly place?: PlaceName
  /** Variables beside those of the place; `~` at the start of a value is the home. */
  readonly env?: { readonly [name: string]: string }
  /** A file below the home that is shown after the call, with its mode. */
  readonly shows?: string
}

/** Calls in their order, whose answers are one golden file. */
export interface Transcript {
  readonly name: string
  readonly calls: ReadonlyArray<Call>
}

/** `call("whoami prd --json", { … })`; a part that has spaces in it stands in an array. */
const call = (
  line: string,
  { more = [], ...options }: Omit<Call, "args"> & { more?: ReadonlyArray<string> } = {}
): Call => ({
  args: [...line.split(" ").filter((part) => part !== ""), ...more],
  ...options
})

const ci = { place: "ci" } as const
const bare = { place: "bare" } as const

const shell = (script: string) => ["--", "sh", "-c", script]

const shown = `echo $AWS_REGION $AWS_DEFAULT_REGION \${AWS_ACCESS_KEY_ID-no key} \${AWS_PROFILE-no profile} $BOTO_SES_EXEC_TARGET \${BOTO_SES_HANDOVER_URI:+handover}`

/** A local AWS is no endpoint of AWS's, whose sessions are kept where that is asked for. */
const kept = { ...ci, env: { BOTO_SES_CACHE: "on" } } as const

const shadowing = { ...ci, env: { AWS_ROLE_ARN: "", AWS_SECURITY_TOKEN: "other" } } as const

/** What the documents give a reader to try, on a machine that is set up; where it is not, `init` and `configure` come first. */
const readme: ReadonlyArray<readonly [line: string, place: PlaceName, more?: string]> = [
  ["npx effect-boto-ses init", "bare"],
  ["npx effect-boto-ses doctor", "laptop"],
  ["npx effect-boto-ses whoami prd", "laptop"],
  ["npx effect-boto-ses explain prd --runtime ci", "laptop"],
  ["npx effect-boto-ses exec prd aws s3 ls", "ci"],
  ['eval "$(npx effect-boto-ses env sbx)"', "laptop", "aws s3 ls"],
  ["npx effect-boto-ses configure --dry-run", "laptop"],
  ["npx effect-boto-ses sessions", "laptop"],
  ["npx effect-boto-ses sessions clear", "laptop"],
  ["npx effect-boto-ses demo", "laptop"],
  ["npx effect-boto-ses trust prd --ci github --repo acme/app --branch main", "laptop"],
  ["npx effect-boto-ses trust prd --ci gitlab --repo acme/app --branch main", "laptop"],
  [
    "npx effect-boto-ses trust prd --ci bitbucket --organization acme --organization-id 00000000-0000-0000-0000-000000000001 --repo-id 00000000-0000-0000-0000-000000000002",
    "laptop"
  ],
  [
    "npx effect-boto-ses trust prd --ci circleci --organization-id 00000000-0000-0000-0000-000000000003 --project 00000000-0000-0000-0000-000000000004 --repo github.com/acme/app --branch main",
    "laptop"
  ],
  ["npx effect-boto-ses trust prd --ci buildkite --organization acme --pipeline app --branch main", "laptop"],
  [
    "npx effect-boto-ses trust prd --ci azure --organization acme --organization-id 00000000-0000-0000-0000-000000000005 --project app --service-connection aws",
    "laptop"
  ]
]

/** The lines of the documents that the transcripts hold. */
export const readmeCommands: ReadonlyArray<string> = readme.map(([line]) => line)

export const transcripts: ReadonlyArray<Transcript> = [
  {
    name: "readme",
    calls: readme.map(([line, place, more]) => ({
      // npm has not installed this package, so there is no name by which npx would find it.
      args: [line.replaceAll("npx effect-", ""), ...(more === undefined ? [] : [more])].join("; "),
      place
    }))
  },
  {
    name: "usage",
    calls: [
      call("--version"),
      call("--version --json"),
      call("--help"),
      call(""),
      ...[
        "whoami",
        "exec",
        "env",
        "credential-process",
        "configure",
        "doctor",
        "init",
        "sessions",
        "sessions clear",
        "explain",
        "trust",
        "demo"
      ].map((name) => call(`${name} --help`))
    ]
  },
  {
    name: "mistakes",
    calls: [
      call("whoam"),
      call("whoam --json"),
      call("whoami --unmaskd"),
      call("env"),
      call("env sbx --format bash"),
      call("whoami prdd"),
      call("whoami prdd --json"),
      call("exec devop -- true"),
      call("credential-process prdd"),
      call("credential-process"),
      call("explain prd --runtime lamda"),
      call("explain prd --runtime githubaction"),
      call("explain --matrix --identity"),
      call("whoami prd --log-level loud")
    ]
  },
  {
    name: "no-configuration",
    calls: ["whoami", "whoami --json", "exec sbx -- true", "env sbx", "credential-process sbx", "explain", "configure"]
      .map((line) => call(line, bare))
      .concat(call("whoami --config missing.json", bare))
  },
  {
    name: "refused",
    calls: [
      call("whoami stg", ci),
      call("whoami stg --json", ci),
      call("whoami stg --log-level debug", ci),
      call("exec stg -- true", ci),
      call("env stg", ci),
      call("credential-process stg", ci),
      call("whoami devops", { place: "lambda" }),
      call("whoami prd", { place: "lambda" })
    ]
  },
  {
    name: "sessions",
    calls: [
      call("sessions clear", kept),
      call("sessions", kept),
      call("whoami prd", kept),
      call("whoami prd", kept),
      call("explain prd", kept),
      call("sessions", kept),
      call("sessions --json", kept),
      call("sessions --unmasked", kept),
      call("sessions --no-cache", kept),
      call("sessions clear prd", kept),
      call("sessions clear prd --json", kept),
      call("sessions clear prdd", kept),
      call("sessions", { ...ci, env: { BOTO_SES_CACHE: "yes" } }),
      call("sessions", bare),
      call("sessions clear", bare)
    ]
  },
  {
    name: "whoami",
    calls: [
      call("whoami"),
      call("whoami --json"),
      call("whoami --unmasked"),
      call("whoami devops --unmasked --json"),
      call("whoami", ci),
      call("whoami prd --region eu-west-1", ci),
      call("whoami prd --json", ci),
      call("whoami prd --json --unmasked", ci),
      call("whoami", { place: "lambda" })
    ]
  },
  {
    name: "exec",
    calls: [
      call("exec prd", { ...ci, more: shell(`${shown}; exit 7`) }),
      call("exec prd --static --region eu-west-1", { ...ci, more: shell(shown) }),
      call("exec sbx --handover", { ...ci, more: shell(shown) }),
      call("exec devops", { more: shell(shown) }),
      call("exec devops --static", { more: shell(shown), env: { AWS_PROFILE: "other" } }),
      call("exec prd", { ...ci, more: shell("kill -TERM $$") }),
      call("exec sbx --server --static -- true", ci),
      call("exec sbx -- no-such-command", ci),
      call("exec sbx", { ...ci, env: { SHELL: "/bin/true" } })
    ]
  },
  {
    name: "env",
    calls: [
      ...["sh", "fish", "powershell", "cmd", "json"].map((format) => call(`env sbx --format ${format}`, ci)),
      call("env sbx --json", ci),
      call("env sbx --format dotenv", ci),
      call("env sbx --format dotenv --output", { ...ci, more: ["variables.env"], shows: "variables.env" }),
      call("env sbx --format dotenv --output x", shadowing),
      call("env sbx --format github", { ...ci, env: { GITHUB_ENV: "~/github-env" }, shows: "github-env" }),
      call("env devops --format github", { ...ci, env: { GITHUB_ENV: "~/github-env" } }),
      call("env sbx --format github", { ...shadowing, env: { ...shadowing.env, GITHUB_ENV: "~/github-env" } }),
      call("env sbx --format github", ci)
    ]
  },
  {
    name: "credential-process",
    calls: [
      call("credential-process sbx"),
      call("credential-process prd", ci),
      call("credential-process prd --json", ci),
      call("credential-process prd", { ...ci, env: { BOTO_SES_CREDENTIAL_PROCESS: "prd" } })
    ]
  },
  {
    name: "configure",
    calls: [
      call("configure --dry-run"),
      call("configure --dry-run --json"),
      call("configure", { shows: ".aws/config" }),
      call("configure"),
      call("configure --json")
    ]
  },
  {
    name: "explain",
    calls: [
      call("explain"),
      call("explain devops", ci),
      call("explain prd --identity", ci),
      call("explain prd --json", ci),
      call("explain prd --runtime aws_lambda"),
      call("explain prd --format mermaid", ci)
    ]
  },
  {
    name: "explain-matrix",
    calls: [call("explain --matrix"), call("explain --matrix --format mermaid")]
  },
  {
    name: "trust",
    calls: [
      call("trust prd --ci github --repo acme/app --environment prd"),
      call("trust prd --ci github --repo acme/app --branch main --organization-id 1 --repo-id 2 --json"),
      ...["json", "cloudformation", "terraform", "cdk"].map((format) =>
        call(`trust prd --ci gitlab --repo acme/team/app --branch release/* --provider --format ${format}`)
      ),
      call("trust prd"),
      call("trust prd --ci github --repo acme* --branch main"),
      call("trust prd --ci gitlab --repo acme/app"),
      call("trust app --ci github --repo acme/app --branch main")
    ]
  },
  {
    name: "init",
    calls: [
      call("init", bare),
      call("init --region us-east-1 --devops-account 111111111111 --env sbx=222222222222:acme-sbx", {
        ...bare,
        shows: "boto-ses.config.json"
      }),
      call("init --region us-east-1 --devops-account 111111111111 --env sbx=222222222222", bare),
      call("init --region us-east-1 --devops-account 111111111111 --env sbx=222222222222 --force --json", bare),
      call("init --region us-east-1 --devops-account 1 --env sbx=2 --output other.json", bare)
    ]
  },
  { name: "doctor", calls: [call("doctor"), call("doctor --json"), call("doctor", ci)] },
  { name: "demo", calls: [call("demo")] },
  { name: "targets", calls: [call("targets"), call("targets", ci), call("--config none.json targets")] },
  ...["bash", "zsh", "fish"].map((name) => ({ name: `completions-${name}`, calls: [call(`--completions ${name}`)] }))
]
