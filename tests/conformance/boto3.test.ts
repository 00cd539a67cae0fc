import { assert, it, layer, type Vitest } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { applyEnvironment } from "../../src/domain/child/ChildEnvironment.ts"
import type { Session } from "../../src/services/Session.ts"
import { LocalAws } from "../../src/testing/mod.ts"
import { Aws, accounts, onPlace, sessionVariables, userVariables, world } from "../factory/acme.ts"
import { judged } from "./judged.ts"
import { answers, run, type Variables, withPeer } from "./peers.ts"

/** Reads requests, each with its environment, and writes boto3's answer or AWS's refusal as boto3 tells it. */
const script = `
import json, os, sys
import boto3
from botocore.exceptions import ClientError
inherited = dict(os.environ)
found = []
for variables, service, operation, parameters in json.load(sys.stdin):
    os.environ.clear()
    os.environ.update(inherited | variables)
    try:
        answer = getattr(boto3.Session().client(service), operation)(**parameters)
        found.append({name: value for name, value in answer.items() if name != "ResponseMetadata"})
    except ClientError as error:
        refusal = error.response["Error"]
        found.append({"Code": refusal["Code"], "Message": refusal["Message"]})
json.dump(found, sys.stdout, default=str)
`

type Request = readonly [variables: Variables, service: string, operation: string, parameters: object]
type Answer = { readonly [name: string]: unknown }

const namesOf = (buckets: Answer | undefined): ReadonlyArray<unknown> =>
  ((buckets?.Buckets ?? []) as ReadonlyArray<Answer>).map(({ Name }) => Name)

const boto3 = (...requests: ReadonlyArray<Request>): Effect.Effect<ReadonlyArray<Answer>> =>
  Effect.map(run("python3", ["-c", script], {}, JSON.stringify(requests)), ({ status, stdout, stderr }) => {
    assert.strictEqual(status, 0, stderr)
    return JSON.parse(stdout)
  })

const cli = (variables: Variables, ...args: ReadonlyArray<string>) =>
  run("aws", [...args, "--output", "json"], variables)

/** What the AWS CLI printed, where it succeeded. */
const cliAnswer = (variables: Variables, ...args: ReadonlyArray<string>): Effect.Effect<Answer> =>
  Effect.map(cli(variables, ...args), ({ status, stdout, stderr }) => {
    assert.strictEqual(status, 0, stderr)
    return JSON.parse(stdout)
  })

/** A process that works on the local AWS: with only AWS_REGION, these clients would not know their region. */
const place = (aws: LocalAws.LocalAws, variables: Variables): Variables => ({
  AWS_ENDPOINT_URL: aws.endpoint,
  AWS_DEFAULT_REGION: "us-east-1",
  ...variables
})

const asUser = Effect.gen(function* () {
  const aws = yield* LocalAws.LocalAws
  return place(aws, yield* userVariables(accounts.devops, "ci")(aws))
})

const asRole = (accountId: string, role: string) =>
  Effect.gen(function* () {
    const aws = yield* LocalAws.LocalAws
    return place(aws, yield* sessionVariables(accountId, role)(aws))
  })

const sbxRole = `arn:aws:iam::${accounts.sbx}:role/sbx_deployment_role`
const sbxSession = `arn:aws:sts::${accounts.sbx}:assumed-role/sbx_deployment_role/from-python`
const mismatch =
  "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details."
const whoIs = (variables: Variables): Request => [variables, "sts", "get_caller_identity", {}]

/** A child of a process with keys of its own and a profile, which must lose to the session's. */
const inherited: Variables = {
  AWS_PROFILE: "absent",
  AWS_ACCESS_KEY_ID: "AKIAOFTHEPARENT00000",
  AWS_SECRET_ACCESS_KEY: "parents",
  AWS_SESSION_TOKEN: "parents"
}

const childOf = (session: Session) =>
  Effect.gen(function* () {
    const { endpoint } = yield* LocalAws.LocalAws
    return applyEnvironment({ ...inherited, AWS_ENDPOINT_URL: endpoint }, yield* session.environment)
  })

/** A client in the environment of a factory's session is that session. */
const inSessionOf = (
  target: "devops" | "sbx",
  principal: string,
  arnOf: (variables: Variables) => Effect.Effect<unknown>
): void => {
  it.live(`in the environment of ${target}'s session is that session`, () =>
    Effect.gen(function* () {
      const session = yield* Aws.env(target)
      const arn = yield* arnOf(yield* childOf(session))
      assert.strictEqual(arn, `arn:aws:sts::${accounts[target]}:assumed-role/${principal}`)
      const requests = (yield* (yield* LocalAws.LocalAws).requests).filter(({ userAgent }) =>
        /botocore\//i.test(userAgent ?? "")
      )
      const { accessKeyId } = yield* session.credentials
      assert.deepStrictEqual(
        requests.map((request) => request.accessKeyId),
        [accessKeyId]
      )
    }).pipe(Effect.provide(onPlace(Aws.layerCi, sessionVariables(accounts.devops, "devops_role"))))
  )
}

type OnLocalAws = Vitest.MethodsNonLive<LocalAws.LocalAws>

const boto3Asks = (it: OnLocalAws): void => {
  it.effect("asks who it is, and assumes a role", () =>
    Effect.gen(function* () {
      const user = yield* asUser
      const [who, assumed] = yield* boto3(whoIs(user), [
        user,
        "sts",
        "assume_role",
        {
          RoleArn: sbxRole,
          RoleSessionName: "from-python",
          DurationSeconds: 900,
          ExternalId: "acme:42",
          SourceIdentity: "alice",
          Tags: [{ Key: "team", Value: "payments" }]
        }
      ])
      assert.strictEqual(who?.Account, accounts.devops)
      assert.strictEqual(who?.Arn, `arn:aws:iam::${accounts.devops}:user/ci`)
      assert.strictEqual((assumed?.AssumedRoleUser as Answer | undefined)?.Arn, sbxSession)
      const keys = assumed?.Credentials as { [name: string]: string } | undefined
      const left = Date.parse(keys?.Expiration ?? "") - Date.now()
      assert.isTrue(left > 840_000 && left <= 900_000, `${left} ms left of 900 s`)
      const [role] = yield* boto3(
        whoIs(
          place(yield* LocalAws.LocalAws, {
            AWS_ACCESS_KEY_ID: keys?.AccessKeyId ?? "",
            AWS_SECRET_ACCESS_KEY: keys?.SecretAccessKey ?? "",
            AWS_SESSION_TOKEN: keys?.SessionToken ?? ""
          })
        )
      )
      assert.strictEqual(role?.Arn, sbxSession)
    })
  )

  it.effect("lists buckets and the account's alias", () =>
    Effect.gen(function* () {
      const app = yield* asRole(accounts.sbx, "sbx_app_role")
      const [buckets, aliases] = yield* boto3([app, "s3", "list_buckets", {}], [app, "iam", "list_account_aliases", {}])
      assert.deepStrictEqual(namesOf(buckets), ["acme-sbx-data"])
      assert.deepStrictEqual(aliases?.AccountAliases, ["acme-sbx"])
    })
  )

  it.effect("understands every refusal", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const user = yield* asUser
      const absent = `arn:aws:iam::${accounts.sbx}:role/absent`
      const job = yield* asRole(accounts.devops, "devops_role")
      yield* Effect.orDie(aws.expire(job.AWS_ACCESS_KEY_ID ?? ""))
      const refusals = yield* boto3(
        whoIs({ ...user, AWS_SECRET_ACCESS_KEY: "wrong" }),
        whoIs({ ...user, AWS_ACCESS_KEY_ID: "AKIAUNKNOWNUNKNOWN00" }),
        whoIs(job),
        [user, "sts", "assume_role", { RoleArn: absent, RoleSessionName: "job" }]
      )
      assert.deepStrictEqual(refusals, [
        { Code: "SignatureDoesNotMatch", Message: mismatch },
        { Code: "InvalidClientTokenId", Message: "The security token included in the request is invalid." },
        { Code: "ExpiredToken", Message: "The security token included in the request is expired" },
        {
          Code: "AccessDenied",
          Message: `User: arn:aws:iam::${accounts.devops}:user/ci is not authorized to perform: sts:AssumeRole on resource: ${absent}`
        }
      ])
    })
  )

  inSessionOf("sbx", "sbx_deployment_role/sbx_role_session", (variables) =>
    Effect.map(boto3(whoIs(variables)), ([who]) => who?.Arn)
  )
  inSessionOf("devops", "devops_role/job", (variables) => Effect.map(boto3(whoIs(variables)), ([who]) => who?.Arn))
}

const signIn = {
  accessToken: "token-of-sso",
  renewal: { refreshToken: "refresh", clientId: "client", clientSecret: "client-secret" },
  roles: [{ accountId: accounts.sbx, role: "sbx_deployment_role" }]
}

/** A client of each protocol, for a service that is not there, by the key that `endpoints` has for it. */
const absent: ReadonlyArray<readonly [service: string, operation: string, parameters: object, key: string]> = [
  ["dynamodb", "list_tables", {}, "dynamodb"],
  ["stepfunctions", "list_state_machines", {}, "sfn"],
  ["ec2", "describe_vpcs", {}, "ec2"],
  ["sns", "list_topics", {}, "sns"],
  ["elbv2", "describe_load_balancers", {}, "elasticloadbalancingv2"],
  ["lambda", "list_functions", {}, "lambda"],
  ["sesv2", "list_email_identities", {}, "sesv2"],
  ["route53", "list_hosted_zones", {}, "route53"],
  ["cloudwatch", "list_metrics", {}, "cloudwatch"],
  ["cognito-identity", "get_id", { IdentityPoolId: "us-east-1:1" }, "cognitoidentity"]
]

/** The newer operations: what boto3 makes of each answer, by the part of it that is the same each time. */
const boto3Reads = (it: OnLocalAws): void => {
  it.effect("reads what the local AWS answers beside roles, and is told once of what it has not", () =>
    Effect.gen(function* () {
      const aws = yield* LocalAws.LocalAws
      const user = yield* asUser
      const inBucket = { Bucket: "acme-python", Key: "a b/ü+&.txt" }
      const { accessToken, renewal } = signIn
      const session = { accessToken, accountId: accounts.sbx }
      const of =
        (...path: ReadonlyArray<string>) =>
        (answer: unknown): unknown =>
          path.reduce((at, name) => (at as Answer | undefined)?.[name], answer)
      const rows: ReadonlyArray<
        readonly [
          service: string,
          operation: string,
          parameters: object,
          part: (answer: unknown) => unknown,
          is: unknown
        ]
      > = [
        ["s3", "create_bucket", { Bucket: "acme-python" }, of("Location"), "/acme-python"],
        ["s3", "put_object", { ...inBucket, Body: "text" }, of("ETag"), '"1cb251ec0d568de6a929b520c4aed8d1"'],
        ["s3", "get_object", { ...inBucket, Range: "bytes=1-2" }, of("ContentRange"), "bytes 1-2/4"],
        ["s3", "get_object", { ...inBucket, Range: "bytes=9-" }, of("Code"), "InvalidRange"],
        ["s3", "list_objects_v2", { Bucket: "acme-python" }, of("Contents", "0", "Key"), inBucket.Key],
        ["s3", "copy_object", { ...inBucket, CopySource: inBucket }, of("Code"), "InvalidRequest"],
        ["sts", "get_access_key_info", { AccessKeyId: user.AWS_ACCESS_KEY_ID }, of("Account"), accounts.devops],
        ["iam", "get_role", { RoleName: "devops_role" }, of("Role", "RoleName"), "devops_role"],
        ["sso", "list_accounts", { accessToken }, of("accountList", "0", "accountId"), accounts.sbx],
        ["sso", "list_account_roles", session, of("roleList", "0", "roleName"), "sbx_deployment_role"],
        ["sso", "get_role_credentials", { ...session, roleName: "other" }, of("Code"), "ForbiddenException"],
        ["sso-oidc", "create_token", { ...renewal, grantType: "refresh_token" }, of("tokenType"), "Bearer"],
        ["sso-oidc", "create_token", { ...renewal, grantType: "refresh_token" }, of("Code"), "InvalidGrantException"],
        ["sso", "logout", { accessToken }, (answer) => answer, {}],
        ["sso", "list_accounts", { accessToken }, of("Code"), "UnauthorizedException"],
        ...absent.map(
          ([service, operation, parameters, key]) =>
            [
              service,
              operation,
              parameters,
              (answer: unknown) => answer,
              {
                Code: "NotInLocalAws",
                Message: `the local AWS has no ${key}; give \`endpoints: { ${key}: … }\` to layerTest`
              }
            ] as const
        )
      ]
      const asked = rows.map(([service, operation, parameters]) => [user, service, operation, parameters] as const)
      const found = yield* boto3(...asked)
      judged("boto3", rows.length)
      assert.deepStrictEqual(
        rows.map(([, operation, , part], index) => [operation, part(found[index])]),
        rows.map(([, operation, , , is]) => [operation, is])
      )
      for (const [, , , key] of absent) assert.strictEqual(yield* aws.count({ service: key }), 1, key)
    })
  )
}

const cliAsks = (it: OnLocalAws): void => {
  it.effect("asks who it is, assumes a role, and lists", () =>
    Effect.gen(function* () {
      const user = yield* asUser
      const who = yield* cliAnswer(user, "sts", "get-caller-identity")
      assert.strictEqual(who.Arn, `arn:aws:iam::${accounts.devops}:user/ci`)
      const role = ["--role-arn", sbxRole, "--role-session-name", "from-python"]
      const assumed = yield* cliAnswer(user, "sts", "assume-role", ...role, "--tags", "Key=team,Value=payments")
      assert.strictEqual((assumed.AssumedRoleUser as Answer).Arn, sbxSession)
      const app = yield* asRole(accounts.sbx, "sbx_app_role")
      assert.deepStrictEqual(namesOf(yield* cliAnswer(app, "s3api", "list-buckets")), ["acme-sbx-data"])
      const { AccountAliases } = yield* cliAnswer(app, "iam", "list-account-aliases")
      assert.deepStrictEqual(AccountAliases, ["acme-sbx"])
    })
  )

  it.effect("prints AWS's words where the secret key is wrong", () =>
    Effect.gen(function* () {
      const variables = { ...(yield* asUser), AWS_SECRET_ACCESS_KEY: "wrong" }
      const { status, stderr } = yield* cli(variables, "sts", "get-caller-identity")
      assert.notStrictEqual(status, 0)
      assert.include(
        stderr,
        `An error occurred (SignatureDoesNotMatch) when calling the GetCallerIdentity operation: ${mismatch}`
      )
    })
  )

  inSessionOf("sbx", "sbx_deployment_role/sbx_role_session", (variables) =>
    Effect.map(cliAnswer(variables, "sts", "get-caller-identity"), ({ Arn }) => Arn)
  )
}

withPeer("boto3", answers("python3", "-c", "import boto3"), () =>
  layer(LocalAws.layer(world), { excludeTestServices: true })("boto3 on the local AWS", boto3Asks)
)

withPeer("boto3", answers("python3", "-c", "import boto3"), () =>
  layer(LocalAws.layer({ ...world, ssoSignIns: [signIn] }), { excludeTestServices: true })(
    "boto3 on the local AWS",
    boto3Reads
  )
)

withPeer("the AWS CLI", answers("aws", "--version"), () =>
  layer(LocalAws.layer(world), { excludeTestServices: true })("the AWS CLI on the local AWS", cliAsks)
)
