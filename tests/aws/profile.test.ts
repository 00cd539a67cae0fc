import { writeFileSync } from "node:fs"
import { inspect } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import {
  CredentialSource,
  type CredentialSourceError,
  type SourcedCredentials
} from "../../src/services/CredentialSource.ts"
import { FallbackRegion } from "../../src/services/FallbackRegion.ts"
import { StsError } from "../../src/services/Sts.ts"
import * as LocalAws from "../../src/testing/LocalAws.ts"
import { home, sourceLayer } from "./fixture.ts"

const account = "111111111111"
const role = `arn:aws:iam::${account}:role/ci/deploy`
const aliceKeys = "aws_access_key_id = AKIAALICE00000000000\naws_secret_access_key = secret-of-alice\n"

const world = LocalAws.layer({
  accounts: {
    [account]: {
      users: { alice: { accessKeyId: "AKIAALICE00000000000", secretAccessKey: "secret-of-alice" } },
      roles: {
        deploy: { path: "/ci/", trust: [account], externalId: "partner", maxSessionDuration: 7200 },
        closed: {}
      }
    }
  }
})

/** A profile's credentials in a home with these files. */
const profile = (
  name: string,
  files: { readonly config?: string; readonly credentials?: string },
  env: { readonly [name: string]: string } = {}
) =>
  Effect.gen(function* () {
    const folder = yield* home(() => ({
      ...(files.config === undefined ? {} : { ".aws/config": files.config }),
      ...(files.credentials === undefined ? {} : { ".aws/credentials": files.credentials })
    }))
    return yield* Effect.flatMap(CredentialSource, (source) => source.profile(name)).pipe(
      Effect.provide(sourceLayer({ HOME: folder, ...env }))
    )
  })

const detailOf = (error: CredentialSourceError): string =>
  error._tag === "SourceUnusable" ? error.detail : assert.fail(`a SourceUnusable was expected, not ${error._tag}`)

const plain = ({ credentials, chain: _, ...rest }: SourcedCredentials) => ({
  ...rest,
  accessKeyId: credentials.accessKeyId,
  secretAccessKey: Redacted.value(credentials.secretAccessKey),
  sessionToken: credentials.sessionToken === undefined ? undefined : Redacted.value(credentials.sessionToken),
  expiresAt: credentials.expiresAt
})

describe("a named profile", () => {
  it.live("gives its keys and region, whatever the environment holds", () =>
    Effect.gen(function* () {
      const found = yield* profile(
        "acme",
        {
          config: "[profile acme]\nregion = eu-west-1\n",
          credentials: `[acme]\n${aliceKeys}aws_session_token = token-of-alice\n`
        },
        {
          AWS_ACCESS_KEY_ID: "AKIAENV",
          AWS_SECRET_ACCESS_KEY: "env",
          AWS_PROFILE: "other",
          AWS_ROLE_ARN: role,
          AWS_WEB_IDENTITY_TOKEN_FILE: "/nowhere"
        }
      )
      assert.deepStrictEqual(plain(found), {
        accessKeyId: "AKIAALICE00000000000",
        secretAccessKey: "secret-of-alice",
        sessionToken: "token-of-alice",
        expiresAt: undefined,
        origin: { _tag: "Profile", profile: "acme" },
        region: "eu-west-1",
        endpoints: {
          profile: "acme",
          default: undefined,
          services: {},
          ignored: false,
          caBundle: undefined,
          settings: {}
        }
      })
      assert.notInclude(inspect(found, { depth: 9 }) + JSON.stringify(found), "of-alice")
    })
  )

  it.live("reads the files anew each time", () =>
    Effect.gen(function* () {
      const folder = yield* home(() => ({ ".aws/credentials": `[acme]\n${aliceKeys}` }))
      const source = yield* CredentialSource.pipe(Effect.provide(sourceLayer({ HOME: folder })))
      const first = yield* source.profile("acme")
      writeFileSync(`${folder}/.aws/credentials`, "[acme]\naws_access_key_id=AKIANEW\naws_secret_access_key=new\n")
      const second = yield* source.profile("acme")
      assert.deepStrictEqual(
        [first.credentials.accessKeyId, second.credentials.accessKeyId],
        ["AKIAALICE00000000000", "AKIANEW"]
      )
    })
  )

  it.live("that is not there is told with the files read and the names in them", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(
        profile(
          "amce",
          { config: "[profile acme]\n[default]\n[services x]\n[profile __proto__]\n", credentials: "[other]\n" },
          { AWS_CONFIG_FILE: "~/.aws/config" }
        )
      )
      assert(error._tag === "ProfileNotFound")
      assert.deepStrictEqual(error.known, ["acme", "default", "__proto__", "other"])
      assert.deepStrictEqual(
        error.files.map((file) => file.split("/").slice(-2).join("/")),
        [".aws/config", ".aws/credentials"]
      )
    })
  )

  it.live("is nowhere without a home folder", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(
        Effect.flatMap(CredentialSource, (source) => source.profile("constructor")).pipe(
          Effect.provide(sourceLayer({}))
        )
      )
      assert.deepStrictEqual([error._tag, "files" in error && error.files], ["ProfileNotFound", []])
    })
  )

  const broken: ReadonlyArray<readonly [string, Parameters<typeof profile>[1], RegExp]> = [
    ["without credentials", { config: "[profile acme]\nregion = x\n" }, /configures no credentials.*aws configure/],
    ["with half a key", { credentials: "[acme]\naws_access_key_id = AKIA\n" }, /aws_secret_access_key/],
    ["with an empty key", { credentials: "[acme]\naws_access_key_id =\naws_secret_access_key = x\n" }, /both/],
    [
      "with a multi-factor device",
      {
        config: `[profile acme]\nrole_arn = ${role}\nsource_profile = acme\nmfa_serial = arn:aws:iam::1:mfa/a\nregion = eu-west-1\n${aliceKeys}`
      },
      /mfa_serial/
    ],
    ["with a role and no source", { config: `[profile acme]\nrole_arn = ${role}\n` }, /source_profile/],
    [
      "with a role and no region",
      { config: `[profile acme]\nrole_arn = ${role}\nsource_profile = acme\n${aliceKeys}` },
      /AWS_REGION/
    ],
    [
      "on the environment, which has no keys",
      { config: `[profile acme]\nrole_arn = ${role}\ncredential_source = Environment\nregion = eu-west-1\n` },
      /AWS_ACCESS_KEY_ID is not set/
    ],
    [
      "on a container where there is none",
      { config: `[profile acme]\nrole_arn = ${role}\ncredential_source = EcsContainer\nregion = eu-west-1\n` },
      /AWS_CONTAINER_CREDENTIALS_RELATIVE_URI/
    ],
    [
      "with a web identity file that is not there",
      { config: `[profile acme]\nrole_arn = ${role}\nweb_identity_token_file = /nowhere/token\n` },
      /\/nowhere\/token could not be read/
    ],
    [
      "with a sign-in that is nowhere",
      { config: "[profile acme]\nsso_session = corp\nsso_account_id = 1\nsso_role_name = Admin\n" },
      /no \[sso-session corp\] section/
    ],
    [
      "that contradicts its sign-in",
      {
        config:
          "[profile acme]\nsso_session = corp\nsso_account_id = 1\nsso_role_name = A\nsso_region = x\n[sso-session corp]\nsso_region = y\n"
      },
      /do not agree on sso_region/
    ],
    ["with a web identity and no role", { config: "[profile acme]\nweb_identity_token_file = /nowhere\n" }, /role_arn/],
    ["with an incomplete sign-in", { config: "[profile acme]\nsso_account_id = 1\n" }, /sso_start_url/],
    ["with a login that was never made", { config: "[profile acme]\nlogin_session = arn:none\n" }, /aws login/],
    ["in a file of nonsense", { config: "[profile acme]\nnonsense\n" }, /line 2: neither/],
    ["before any section", { config: "region = x\n[profile acme]\n" }, /line 1: there is a setting before/],
    [
      "with a process that fails",
      { config: "[profile acme]\ncredential_process = sh -c 'echo no such vault >&2; exit 3' hidden-argument\n" },
      /^Its credential_process failed: no such vault$/
    ],
    ["with a process that says nothing", { config: "[profile acme]\ncredential_process = false\n" }, /said nothing/],
    ["with a process that writes no JSON", { config: "[profile acme]\ncredential_process = echo hello\n" }, /JSON/],
    ...[
      '{"Version":1,"AccessKeyId":5,"SecretAccessKey":"b"}',
      '{"Version":1,"AccessKeyId":"a","SecretAccessKey":""}',
      '{"Version":1,"AccessKeyId":"a","SecretAccessKey":"b","SessionToken":{}}',
      '{"Version":1,"AccessKeyId":"a","SecretAccessKey":"b","Expiration":"soon"}'
    ].map(
      (answer) =>
        [
          `with a process that answers ${answer}`,
          { config: `[profile acme]\ncredential_process = echo '${answer}'\n` },
          /no credentials/
        ] as const
    ),
    ["with a process of another version", { config: "[profile acme]\ncredential_process = echo '{}'\n" }, /Version 1/],
    [
      "with a process that gives what has ended",
      {
        config: `[profile acme]\ncredential_process = echo '{"Version":1,"AccessKeyId":"a","SecretAccessKey":"b","Expiration":"2020-01-01T00:00:00Z"}'\n`
      },
      /expired/
    ]
  ]
  for (const [name, files, expected] of broken) {
    it.live(`${name} is an error that says what to do`, () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(profile("acme", files))
        assert.match(detailOf(error), expected)
        assert.notMatch(inspect(error), /hidden-argument|undefined/)
      })
    )
  }

  it.live("with a role assumes it as the settings say, and knows whose session it is", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const found = yield* profile(
        "acme",
        {
          config: `[profile acme]\nrole_arn = ${role}\nsource_profile = base\nexternal_id = partner\nrole_session_name = laptop\nduration_seconds = 7200\nregion = eu-west-1\n[profile base]\nregion = us-east-1\n`,
          credentials: `[base]\n${aliceKeys}`
        },
        { AWS_ENDPOINT_URL_STS: aws.endpoint, AWS_REGION: "us-west-2" }
      )
      assert.strictEqual(found.identity?.arn, `arn:aws:sts::${account}:assumed-role/deploy/laptop`)
      assert.match(found.identity?.userId ?? "", /^AROA.*:laptop$/)
      assert.strictEqual(found.region, "eu-west-1")
      assert.isNumber(found.credentials.expiresAt)
      const [request, ...more] = yield* aws.requests
      assert.strictEqual(more.length, 0)
      assert.deepStrictEqual(
        [request?.region, request?.params.ExternalId, request?.params.DurationSeconds],
        ["eu-west-1", "partner", "7200"]
      )
    }).pipe(Effect.provide(world))
  )

  it.live("with a role asks the STS of the program's own region where nothing else names one", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      yield* profile(
        "acme",
        { config: `[profile acme]\nrole_arn = ${role}\nsource_profile = acme\nexternal_id = partner\n${aliceKeys}` },
        { AWS_ENDPOINT_URL_STS: aws.endpoint }
      )
      const [request] = yield* aws.requests
      assert.strictEqual(request?.region, "eu-south-1")
    }).pipe(Effect.provideService(FallbackRegion, "eu-south-1"), Effect.provide(world))
  )

  it.live("with a role that may not be assumed tells AWS's reason", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const error = yield* Effect.flip(
        profile(
          "acme",
          {
            config: `[profile acme]\nrole_arn = arn:aws:iam::${account}:role/closed\nsource_profile = acme\nregion = eu-west-1\n${aliceKeys}`
          },
          { AWS_ENDPOINT_URL_STS: aws.endpoint }
        )
      )
      assert.match(detailOf(error), /role\/closed was not assumed: AccessDenied: User: .* is not authorized/)
      assert("cause" in error && error.cause instanceof StsError)
      assert.strictEqual(error.cause.kind, "denied")
    }).pipe(Effect.provide(world))
  )

  describe("reads an empty value as none", () => {
    const base = `[base]\n${aliceKeys}`
    const asRole = (settings: string) => `[profile acme]\nrole_arn = ${role}\nsource_profile = base\n${settings}`

    for (const token of ["aws_session_token", "aws_security_token"]) {
      it.live(token, () =>
        Effect.gen(function* () {
          const found = yield* profile("acme", { credentials: `[acme]\n${aliceKeys}${token} =\n` })
          assert.isUndefined(plain(found).sessionToken)
        })
      )
    }

    it.live("aws_security_token beside aws_session_token", () =>
      Effect.gen(function* () {
        const credentials = `[acme]\n${aliceKeys}aws_security_token =\naws_session_token = t\n`
        assert.strictEqual(plain(yield* profile("acme", { credentials })).sessionToken, "t")
      })
    )

    for (const [what, files, env] of [
      [
        "region, where a variable names one",
        { config: asRole("region =\nexternal_id = partner\n") },
        { AWS_REGION: "eu-west-1" }
      ],
      [
        "region, where the source names one",
        { config: `${asRole("region =\nexternal_id = partner\n")}[profile base]\nregion = eu-west-1\n` },
        {}
      ],
      [
        "every other setting of a role",
        {
          config: asRole(
            "external_id = partner\nrole_session_name =\nmfa_serial =\nduration_seconds =\nweb_identity_token_file =\nregion = eu-west-1\n"
          )
        },
        {}
      ]
    ] as const) {
      it.live(what, () =>
        Effect.gen(function* () {
          const aws = yield* LocalAws.LocalAws
          const found = yield* profile(
            "acme",
            { credentials: base, ...files },
            { AWS_ENDPOINT_URL_STS: aws.endpoint, ...env }
          )
          assert.match(found.identity?.arn ?? "", /assumed-role\/deploy\/boto-ses-\d+$/)
          assert.deepStrictEqual(
            (yield* aws.requests).map(({ region }) => region),
            ["eu-west-1"]
          )
        }).pipe(Effect.provide(world))
      )
    }

    it.live("both keys of the credentials file, and goes on with the config file's", () =>
      Effect.gen(function* () {
        const found = yield* profile("acme", {
          credentials: "[acme]\naws_access_key_id =\naws_secret_access_key =\n",
          config: `[profile acme]\ncredential_process = echo '{"Version":1,"AccessKeyId":"A","SecretAccessKey":"b"}'\n`
        })
        assert.strictEqual(found.credentials.accessKeyId, "A")
      })
    )

    it.live("and goes on with the profile's keys where login_session and web_identity_token_file are empty", () =>
      Effect.gen(function* () {
        const config = `[profile acme]\nlogin_session =\nweb_identity_token_file =\n${aliceKeys}`
        assert.strictEqual((yield* profile("acme", { config })).credentials.accessKeyId, "AKIAALICE00000000000")
      })
    )
  })

  for (const region of ["us-west-2 # mine", '"us-west-2"', "'us-west-2'", "us_west_2"]) {
    it.live(`takes the variable's region where its own is ${region}`, () =>
      Effect.gen(function* () {
        const aws = yield* LocalAws.LocalAws
        const config = `[profile acme]\nrole_arn = ${role}\nsource_profile = acme\nexternal_id = partner\nregion = ${region}\n${aliceKeys}`
        const found = yield* profile(
          "acme",
          { config },
          { AWS_ENDPOINT_URL_STS: aws.endpoint, AWS_DEFAULT_REGION: "eu-west-1" }
        )
        assert.isUndefined(found.region)
        assert.deepStrictEqual(
          (yield* aws.requests).map(({ region }) => region),
          ["eu-west-1"]
        )
        const error = yield* Effect.flip(profile("acme", { config }, { AWS_ENDPOINT_URL_STS: aws.endpoint }))
        assert.include(
          detailOf(error),
          `${JSON.stringify(region)} (region of the profile) is no region. Set AWS_REGION`
        )
      }).pipe(Effect.provide(world))
    )
  }

  for (const [text, seconds] of [
    ["+900", "900"],
    ["3_600", "3600"],
    ["15 minutes", undefined]
  ] as const) {
    it.live(`reads duration_seconds = ${text} as ${seconds}`, () =>
      Effect.gen(function* () {
        const aws = yield* LocalAws.LocalAws
        const config = `[profile acme]\nrole_arn = ${role}\nsource_profile = acme\nexternal_id = partner\nregion = eu-west-1\nduration_seconds = ${text}\n${aliceKeys}`
        yield* profile("acme", { config }, { AWS_ENDPOINT_URL_STS: aws.endpoint })
        assert.deepStrictEqual(
          (yield* aws.requests).map(({ params }) => params.DurationSeconds),
          [seconds]
        )
      }).pipe(Effect.provide(world))
    )
  }

  it.live("has what [DEFAULT] of its file says", () =>
    Effect.gen(function* () {
      const found = yield* profile("acme", {
        config: "[DEFAULT]\nregion = eu-west-1\n[profile acme]\n",
        credentials: `[acme]\n[DEFAULT]\n${aliceKeys}`
      })
      assert.deepStrictEqual([found.region, found.credentials.accessKeyId], ["eu-west-1", "AKIAALICE00000000000"])
    })
  )

  it.live("with a process gives what the process gives, and its end", () =>
    Effect.gen(function* () {
      const expiration = new Date((yield* Clock.currentTimeMillis) + 3600_000).toISOString()
      const found = yield* profile("acme", {
        config: `[profile acme]\nregion = eu-west-1\ncredential_process = echo '{"Version":1,"AccessKeyId":"ASIA","SecretAccessKey":"s","SessionToken":"t","Expiration":"${expiration}"}'\n`
      })
      assert.deepStrictEqual(
        [found.credentials.accessKeyId, found.credentials.expiresAt, found.region],
        ["ASIA", Date.parse(expiration), "eu-west-1"]
      )
    })
  )
})
