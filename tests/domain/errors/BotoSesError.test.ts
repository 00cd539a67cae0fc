import { inspect } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import * as Runtime from "effect/Runtime"
import * as Schema from "effect/Schema"
import * as ambient from "../../../src/domain/errors/Ambient.ts"
import { BotoSesError } from "../../../src/domain/errors/BotoSesError.ts"
import * as config from "../../../src/domain/errors/Config.ts"
import { HandoverUnusable } from "../../../src/domain/errors/Handover.ts"
import * as token from "../../../src/domain/errors/IdentityToken.ts"
import * as profile from "../../../src/domain/errors/Profile.ts"
import { classes, exitCodes, type Reason, schema } from "../../../src/domain/errors/Reason.ts"
import * as sts from "../../../src/domain/errors/Sts.ts"
import { same } from "../../types/same.ts"

const noRegion = { path: "region", expected: "a region", found: "1", next: "Write one." }
const account = "123456789012"
const other = "210987654321"
const role = `arn:aws:iam::${account}:role/prd_deployment_role`
const caller = `arn:aws:sts::${other}:assumed-role/ci/build`
const known = ["prd", "sbx", "devops"]
const target = 'env("prd")'

/** An example of each reason, and the words by which its message tells what was found and what to do next. */
const examples: { readonly [Tag in Reason["_tag"]]: readonly [Extract<Reason, { _tag: Tag }>, ReadonlyArray<string>] } =
  {
    IdentityTokenAbsent: [
      new token.IdentityTokenAbsent({ target, role, by: "GitHub Actions", advice: "Give the job id-token: write." }),
      ["the job's own identity token", "GitHub Actions offers none", "12********12", "id-token: write"]
    ],
    IdentityTokenUnusable: [
      new token.IdentityTokenUnusable({
        target,
        by: "GitHub Actions",
        detail: "no answer within 5000 ms",
        advice: "Try again later."
      }),
      ["GitHub Actions", "no answer within 5000 ms.", "Try again later."]
    ],
    WebIdentityDenied: [
      new token.WebIdentityDenied({
        target,
        role,
        by: "GitHub Actions",
        issuer: "https://token.actions.githubusercontent.com",
        audience: "sts.amazonaws.com",
        subject: "repo:acme/app:ref:refs/heads/main",
        code: "AccessDenied",
        detail: "Not authorized to perform sts:AssumeRoleWithWebIdentity",
        advice: "Let its trust policy say so."
      }),
      ["its audience sts.amazonaws.com", "repo:acme/app:ref:refs/heads/main", "AccessDenied", "Let its trust policy"]
    ],
    UnknownRuntime: [
      new config.UnknownRuntime({ given: "lambada", known: ["aws_lambda", "local"] }),
      ['"lambada"', "Use one of: aws_lambda, local"]
    ],
    ConfigInvalid: [
      new config.ConfigInvalid({
        source: "boto-ses.toml",
        problems: [noRegion, { ...noRegion, found: account }]
      }),
      ["boto-ses.toml", "2 mistakes", "Write one."]
    ],
    ConfigConflict: [
      new config.ConfigConflict({
        problems: [{ path: 'accountId of "prd"', expected: account, found: other, next: "Make them agree." }]
      }),
      ["12********12", "Make them agree, or remove one"]
    ],
    ConfigMissing: [
      new config.ConfigMissing({ env: "prd", field: "accountId", detail: "PRD_AWS_ACCOUNT_ID is not set" }),
      ["accountId", '"prd"', "PRD_AWS_ACCOUNT_ID", "Config.option"]
    ],
    UnknownEnv: [
      new config.UnknownEnv({ given: "prdd", known, source: "ENV_NAME" }),
      ['"prdd"', "ENV_NAME", 'Did you mean "prd"', "sbx"]
    ],
    CurrentEnvUnknown: [new config.CurrentEnvUnknown({ known }), ["USER_ENV_NAME", "ENV_NAME", "prd, sbx, devops"]],
    DefaultAppEnvUnknown: [new config.DefaultAppEnvUnknown({ known }), ["defaultAppEnv", "prd"]],
    ProfileNotConfigured: [
      new config.ProfileNotConfigured({ env: "prd-eu", runtime: "local" }),
      ["local", "Add profile", "PRD_EU_AWS_PROFILE"]
    ],
    RoleUnknown: [new config.RoleUnknown({ env: "prd" }), ["Give accountId", "roleArn"]],
    RoleOptionInvalid: [
      new config.RoleOptionInvalid({ field: "durationSeconds", expected: "900 or more", actual: "the number 1" }),
      ["durationSeconds", "expected 900 or more", "found the number 1", "Change the option"]
    ],
    OptionNotApplicable: [
      new config.OptionNotApplicable({ target, options: ["policy"], why: "local uses the AWS CLI profile of prd" }),
      [target, "policy", "Leave the option out"]
    ],
    RegionUnknown: [
      new config.RegionUnknown({ target, looked: ["the call", "AWS_REGION"] }),
      [target, "the call, AWS_REGION", "Set region"]
    ],
    NotFromApplication: [
      new ambient.NotFromApplication({
        target: "devops",
        runtime: "aws_lambda",
        evidence: "AWS_LAMBDA_FUNCTION_NAME is set"
      }),
      ["aws_lambda", "AWS_LAMBDA_FUNCTION_NAME", "Ask for app", "USER_RUNTIME_NAME"]
    ],
    RuntimeUnknown: [
      new ambient.RuntimeUnknown({ target: "devops", evidence: 'USER_RUNTIME_NAME is "unknown"' }),
      ["devops", "Set USER_RUNTIME_NAME"]
    ],
    AmbientAbsent: [
      new ambient.AmbientAbsent({ target, runtime: "ci", evidence: "CI is set", tried: ["keys", "instance"] }),
      [target, "CI is set", "keys, instance", "USER_RUNTIME_NAME=local"]
    ],
    AmbientUnusable: [
      new ambient.AmbientUnusable({ target, source: "the token file", detail: `It is of ${account}. Renew it.` }),
      [target, "the token file", "Renew it."]
    ],
    DevopsNotRecognised: [
      new ambient.DevopsNotRecognised({
        principal: caller,
        rule: `devops.accountId is ${account}`,
        runtime: "ci",
        advice: "Give devops.roleArn."
      }),
      ["role/ci/build", "devops.accountId is 12********12", "hand devops over", "Give devops.roleArn."]
    ],
    AccountMismatch: [
      new ambient.AccountMismatch({ target, expected: account, actual: other, source: "the profile acme-prd" }),
      ["12********12", "21********21", "acme-prd", "Correct the accountId"]
    ],
    ProfileMissing: [
      new profile.ProfileMissing({ profile: "acme-prd", files: ["~/.aws/config"], known: ["acme-prod"] }),
      ['"acme-prd"', "~/.aws/config", "acme-prod", "aws configure --profile acme-prd"]
    ],
    ProfileUnusable: [
      new profile.ProfileUnusable({ profile: "acme-prd", detail: "It has no keys. Add them." }),
      ['"acme-prd"', "Add them."]
    ],
    SsoExpired: [new profile.SsoExpired({ profile: "acme-prd" }), ["expired", "aws sso login --profile acme-prd"]],
    SsoNotSignedIn: [
      new profile.SsoNotSignedIn({ profile: "acme-prd", session: "corp" }),
      ["Nobody is signed in", 'the AWS CLI profile "acme-prd"', "aws sso login --sso-session corp"]
    ],
    PartitionMismatch: [
      new sts.PartitionMismatch({ target, role: "aws-cn", source: "its region us-east-1 is in aws" }),
      [target, "aws-cn", "us-east-1", "correct the role ARN or the region"]
    ],
    AssumeRoleDenied: [
      new sts.AssumeRoleDenied({
        target,
        role,
        principal: caller,
        actions: ["sts:AssumeRole", "sts:TagSession"],
        detail: `User: ${caller} is not authorized to perform: sts:AssumeRole on resource: ${role}`
      }),
      [
        "role/ci/build",
        "prd_deployment_role",
        "no such role exists",
        "sts:AssumeRole and sts:TagSession",
        "not authorized"
      ]
    ],
    CredentialsRejected: [
      new sts.CredentialsRejected({
        source: "the profile acme-prd",
        code: "SignatureDoesNotMatch",
        detail: "The signature differs."
      }),
      ["acme-prd", "SignatureDoesNotMatch", "Correct or renew them"]
    ],
    SessionExpired: [
      new sts.SessionExpired({
        source: `the keys of ${account}`,
        expiredAt: "2030-01-31T12:00:00Z",
        renew: "Sign in anew."
      }),
      ["2030-01-31T12:00:00Z", "Sign in anew."]
    ],
    StsRateLimited: [
      new sts.StsRateLimited({ operation: "AssumeRole", region: "us-east-1", detail: "No room within 60 s." }),
      ["AssumeRole", "us-east-1", "No room within 60 s.", "raise the session store's limit"]
    ],
    StsRegionDisabled: [
      new sts.StsRegionDisabled({ region: "ap-east-1" }),
      ["ap-east-1", "Activate the region", "stsRegion"]
    ],
    SessionClosed: [
      new sts.SessionClosed({ source: 'env("sbx")' }),
      ['env("sbx")', "after the end of the layer", "Keep their use inside"]
    ],
    StsUnavailable: [
      new sts.StsUnavailable({
        operation: "AssumeRole",
        region: "us-east-1",
        code: "Throttling",
        detail: "Rate exceeded"
      }),
      ["AssumeRole", "us-east-1", "Throttling", "try again later"]
    ],
    AwsRequestFailed: [
      new sts.AwsRequestFailed({
        target,
        code: "AccessDenied",
        detail: `User: ${caller} is not authorized.`,
        status: 403,
        requestId: "0f1e"
      }),
      [target, "AccessDenied", "status 403", "request 0f1e", "Allow the action"]
    ],
    HandoverUnusable: [
      new HandoverUnusable({ detail: "The snapshot is gone. Run the program from its parent again." }),
      ["Run the program from its parent again."]
    ]
  }

const cases = Object.values(examples)

describe("the message of a reason", () => {
  it.each(cases)("$_tag tells what was found and what to do, masked", (reason, words) => {
    const { message } = BotoSesError.of(reason)
    assert.strictEqual(message, reason.message)
    const { found, next } = reason
    assert.strictEqual(message, reason.mask(next === "" ? found : `${found} ${next}`))
    for (const part of [found, next]) assert.notMatch(part, /undefined|\[object|null|NaN|^\s|\s$/)
    assert.isNotEmpty(found)
    for (const word of words) assert.include(message, word)
    assert.notMatch(message, /undefined|\[object|null|NaN|\b\d{12}\b| {2}\b|\.\.|\s$/)
    assert.match(message, /[.)]$|--profile acme-prd$|--sso-session corp$/)
  })

  it("has an exit code for each reason, of the five kinds", () => {
    for (const [tag, code] of Object.entries(exitCodes)) assert.include([3, 4, 5, 6, 7], code, tag)
    assert.sameMembers(Object.keys(exitCodes), Object.keys(examples))
    for (const [reason] of cases) assert.strictEqual(reason.exitCode, exitCodes[reason._tag])
  })

  it("names no advice, time or status that is not there", () => {
    const bare = [
      new ambient.DevopsNotRecognised({ principal: caller, rule: "it is another", runtime: "ci" }),
      new sts.SessionExpired({ source: "the keys", renew: "Sign in anew." }),
      new sts.AwsRequestFailed({ target, code: "TimeoutError", detail: "The socket hung up" }),
      new ambient.AmbientAbsent({ target, runtime: "ci", evidence: "CI is set", tried: [] }),
      new config.ConfigInvalid({ source: "a file", problems: [noRegion] }),
      new config.ConfigInvalid({ source: "a file", problems: [] })
    ]
    for (const { message } of bare) assert.notMatch(message, /undefined|\(\)|\[object/)
  })

  it("ends what another said as a sentence, once", () => {
    for (const detail of ["Rate exceeded", "Rate exceeded.", "Rate exceeded.\n"]) {
      const { message } = new sts.StsUnavailable({ operation: "AssumeRole", region: "us-east-1", code: "X", detail })
      assert.include(message, "Rate exceeded. Check the network")
    }
  })

  it("tells two accounts apart that look alike when masked", () => {
    const alike = new ambient.AccountMismatch({
      target,
      expected: "120000000012",
      actual: "121111111112",
      source: "it"
    })
    assert.include(alike.message, "differ in the digits not shown")
    assert.notInclude(examples.AccountMismatch[0].message, "differ in the digits")
  })

  it("tells a refused, a failed and a wrong request apart", () => {
    const next = (status: number | undefined, code = "X") =>
      new sts.AwsRequestFailed({ target, code, detail: "It said so.", ...(status === undefined ? {} : { status }) })
        .message
    assert.include(next(403), "Allow the action")
    assert.include(next(400, "AccessDeniedException"), "Allow the action")
    assert.include(next(400), "Correct the request")
    for (const status of [undefined, 429, 500, 503]) assert.include(next(status), "try again later")
  })

  it("shows neither a long name nor a key that was given for one", () => {
    const key = "ASIA0123456789ABCDEF"
    for (const given of [key, "x".repeat(10_000)]) {
      for (const { message } of [
        new config.UnknownEnv({ given, known, source: "the call" }),
        new config.UnknownRuntime({ given, known: ["local"] })
      ]) {
        assert.notInclude(message, key)
        assert.isBelow(message.length, 300)
      }
    }
  })

  it("leaves a profile's name as it is, so that the command runs", () => {
    const name = `${account}_AdministratorAccess`
    assert.include(new profile.SsoExpired({ profile: name }).message, `--profile ${name}`)
    const renew = `Run: aws sso login --profile ${name}`
    assert.include(new sts.SessionExpired({ source: "it", renew }).message, renew)
  })

  it("masks the accounts of ARNs wherever they stand, beside a profile's name too", () => {
    const device = `arn:aws:iam::${account}:mfa/alice`
    const of = { profile: `${account}_Admin`, detail: `It needs a code of ${device}` }
    for (const reason of [
      new profile.ProfileUnusable(of),
      new sts.SessionExpired({ source: device, renew: `AWS said: no ${device}. Sign in anew.` })
    ]) {
      assert.notInclude(reason.message, `::${account}`)
      assert.include(reason.full, device)
    }
    assert.include(new profile.ProfileUnusable(of).message, of.profile)
    assert.notInclude(new profile.ProfileUnusable({ ...of, profile: "p" }).message, account)
  })

  it("quotes a profile's name in a command where a shell would part it", () => {
    assert.include(new profile.SsoExpired({ profile: "my corp" }).message, "--profile 'my corp'")
  })
})

describe("the list of reasons", () => {
  it("has each under its tag", () => {
    assert.sameMembers(Object.keys(classes), Object.keys(examples))
    for (const [reason] of cases) assert.isTrue(reason instanceof classes[reason._tag])
  })

  it("tells the kind of every field of the example", () => {
    const kindOf = (value: unknown): string => {
      if (!Array.isArray(value)) return typeof value === "string" ? "text" : typeof value
      return value.every((item) => typeof item === "string") ? "texts" : "problems"
    }
    for (const [reason] of cases) {
      const { _tag, exitCode, ...fields } = reason
      const kinds: { readonly [name: string]: string } = classes[_tag].fields
      for (const [name, value] of Object.entries(fields)) {
        assert.strictEqual(kinds[name]?.replace("?", ""), kindOf(value), `${_tag}.${name}`)
      }
      for (const [name, kind] of Object.entries(kinds))
        assert.isTrue(kind.endsWith("?") || name in fields, `${_tag}.${name}`)
    }
  })

  it("prints a reason with its tag and its message", () => {
    for (const [reason] of cases) assert.strictEqual(String(reason), `${reason._tag}: ${reason.message}`)
  })
})

describe("the Schema of a reason", () => {
  it.effect("takes each through JSON and back", () =>
    Effect.gen(function* () {
      const codec = yield* schema
      for (const [reason] of cases) {
        const json: unknown = JSON.parse(JSON.stringify(Schema.encodeSync(codec)(reason)))
        const { exitCode, ...encoded } = reason
        assert.deepStrictEqual(json, encoded)
        const back = Schema.decodeUnknownSync(codec)(json)
        assert.isTrue(back instanceof classes[reason._tag])
        assert.deepStrictEqual(back, reason)
        assert.strictEqual(back.message, reason.message)
      }
    })
  )

  it.effect("refuses a field of another kind, and the lack of one", () =>
    Effect.gen(function* () {
      const codec = yield* schema
      const decode = Schema.decodeUnknownSync(codec)
      for (const [{ exitCode, ...encoded }] of cases) {
        for (const [name, kind] of Object.entries<string>(classes[encoded._tag].fields)) {
          assert.throws(
            () => decode({ ...encoded, [name]: { no: "kind" } }),
            undefined,
            undefined,
            `${encoded._tag}.${name}`
          )
          const without = Object.fromEntries(Object.entries(encoded).filter(([key]) => key !== name))
          if (kind.endsWith("?")) assert.notProperty(decode(without), name)
          else assert.throws(() => decode(without))
        }
      }
      assert.throws(() => Schema.encodeUnknownSync(codec)({ _tag: "SsoExpired", profile: "acme-prd" }))
    })
  )
})

describe("BotoSesError", () => {
  it.effect("goes through JSON and back, with each reason", () =>
    Effect.gen(function* () {
      const codec = yield* BotoSesError.schema
      for (const [reason] of cases) {
        const error = BotoSesError.of(reason)
        const back = Schema.decodeUnknownSync(codec)(JSON.parse(JSON.stringify(Schema.encodeSync(codec)(error))))
        assert.instanceOf(back, BotoSesError)
        assert.deepStrictEqual(back.reason, reason)
        assert.strictEqual(back.message, error.message)
      }
    })
  )

  it.effect("carries a cause through JSON, and none where there is none", () =>
    Effect.gen(function* () {
      const codec = yield* BotoSesError.schema
      const encode = Schema.encodeSync(codec)
      const error = BotoSesError.of(examples.SsoExpired[0], new Error("the SDK's"))
      const back = Schema.decodeUnknownSync(codec)(JSON.parse(JSON.stringify(encode(error))))
      assert.include(String(back.cause), "the SDK's")
      assert.isFalse("cause" in encode(BotoSesError.of(examples.SsoExpired[0])))
    })
  )

  it.effect("refuses a reason that is none of the set", () =>
    Effect.gen(function* () {
      const decode = Schema.decodeUnknownSync(yield* BotoSesError.schema)
      assert.throws(() => decode({ _tag: "BotoSesError", reason: { _tag: "Nonsense" } }))
      assert.throws(() => decode({ _tag: "BotoSesError", reason: { _tag: "SsoExpired" } }))
    })
  )

  it.effect("is an error that can be yielded, with its name, message and cause", () =>
    Effect.gen(function* () {
      const cause = new Error("the SDK's")
      const error = BotoSesError.of(examples.SsoExpired[0], cause)
      assert.instanceOf(error, Error)
      assert.strictEqual(String(error), `BotoSesError: ${examples.SsoExpired[0].message}`)
      assert.strictEqual((error.cause as { readonly original?: unknown }).original, cause)
      assert.include(error.stack, "BotoSesError")
      assert.strictEqual(
        yield* Effect.flip(
          Effect.gen(function* () {
            return yield* error
          })
        ),
        error
      )
      const caught = Effect.catchTag(Effect.fail(error), "BotoSesError", ({ reason }) => Effect.succeed(reason._tag))
      assert.strictEqual(yield* caught, "SsoExpired")
    })
  )

  it.effect("is caught by one reason, with its fields", () =>
    Effect.gen(function* () {
      const failing: Effect.Effect<"session", BotoSesError> = Effect.fail(BotoSesError.of(examples.AccountMismatch[0]))
      const caught = Effect.catchReason(failing, "BotoSesError", "AccountMismatch", (reason) => {
        same<typeof reason, ambient.AccountMismatch>(true)
        return Effect.succeed(reason.actual)
      })
      assert.strictEqual(yield* caught, other)

      const notIt = Effect.catchReason(failing, "BotoSesError", "SsoExpired", ({ profile }) => Effect.succeed(profile))
      assert.strictEqual((yield* Effect.flip(notIt)).reason._tag, "AccountMismatch")

      // @ts-expect-error a mistyped reason does not compile
      Effect.catchReason(failing, "BotoSesError", "AcountMismatch", () => Effect.void)
    })
  )

  it.effect("is handled reason by reason", () =>
    Effect.gen(function* () {
      for (const [reason] of cases) {
        const failing: Effect.Effect<string, BotoSesError> = Effect.fail(BotoSesError.of(reason))
        const handled = yield* Effect.catchReasons(
          failing,
          "BotoSesError",
          {
            SsoExpired: ({ profile }) => Effect.succeed(`sign in: ${profile}`),
            StsUnavailable: ({ region }) => Effect.succeed(`wait: ${region}`)
          },
          (rest) => Effect.succeed(rest._tag)
        )
        const expected =
          reason._tag === "SsoExpired"
            ? "sign in: acme-prd"
            : reason._tag === "StsUnavailable"
              ? "wait: us-east-1"
              : reason._tag
        assert.strictEqual(handled, expected)
      }
    })
  )

  const hostile = "x\n::error::\u001b[31m\u202e##vso[a]\r\u009b1m"
  const withHostile = (value: unknown): unknown => {
    if (typeof value === "string") return hostile
    if (Array.isArray(value)) return value.map(withHostile)
    if (typeof value !== "object" || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withHostile(inner)]))
  }

  it.each(cases)("$_tag keeps what others wrote within its own lines and without effects", (reason) => {
    const { _tag, exitCode: _, ...fields } = reason
    const Reason = classes[_tag] as new (fields: object) => Reason
    const copy = new Reason(withHostile(fields) as object)
    const { message, told } = copy
    for (const text of [message, told.found, told.next, String(copy), BotoSesError.of(copy).message]) {
      assert.notMatch(text.replaceAll("\n  - ", ""), /[\p{Cc}\u202e]|##vso|(^|\s)::/u)
    }
    // The facts stay as they are.
    assert.deepStrictEqual({ ...copy }, { ...copy, ...(withHostile(fields) as object) })
  })
})

describe("a BotoSesError as people see it", () => {
  class AccessDenied extends Error {
    override readonly name = "AccessDenied"
    readonly $metadata = { httpStatusCode: 403 }
  }
  const beneath = new AccessDenied("arn:aws:iam::111111111111:user/ci\nmay not", { cause: new Error("no route") })
  const error = BotoSesError.of(
    new ambient.AccountMismatch({
      target: "prd",
      expected: "333333333333",
      actual: "111111111111",
      source: "a profile"
    }),
    beneath
  )

  it("tells runMain its exit code", () => {
    assert.strictEqual(Runtime.getErrorExitCode(error), error.reason.exitCode)
  })

  it("prints its message alone, and each cause on one line", () => {
    const shown = `BotoSesError: ${error.message}`
    assert.deepStrictEqual(
      [String(error), error.stack, inspect(error), inspect({ error })],
      [shown, shown, shown, `{\n  error: ${shown}\n}`]
    )
    const uncaught = inspect(error, { customInspect: false })
    const report = Cause.pretty(Cause.fail(error))
    for (const text of [uncaught, report]) {
      assert.include(text, error.message)
      assert.include(text, "AccessDenied: arn:aws:iam::11********11:user/ci")
      assert.include(text, "Error: no route")
      assert.notMatch(text, /\d{12}|\n +at /)
      assert.isAtMost(text.split("\n").length, 5)
    }
  })

  it("loses nothing", () => {
    const cause = error.cause
    if (!(cause instanceof AccessDenied)) return assert.fail("expected the class of the cause")
    assert.strictEqual(cause.$metadata.httpStatusCode, 403)
    assert.strictEqual((cause as { readonly original?: unknown }).original, beneath)
    assert.deepInclude(error.reason, { expected: "333333333333", _tag: "AccountMismatch" })
    assert.isFalse(Equal.equals(error, BotoSesError.of(new config.RoleUnknown({ env: "prd" }))))
  })

  it("is its message and its facts as JSON, accounts masked", () => {
    const { reason, message } = JSON.parse(JSON.stringify(error))
    assert.strictEqual(message, error.message)
    assert.deepInclude(reason, { _tag: "AccountMismatch", expected: "33********33", target: "prd" })
  })
})
