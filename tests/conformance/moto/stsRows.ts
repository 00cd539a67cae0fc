/** Requests to STS, good and bad: the limits are those of the service's model. */
import { accounts } from "../../factory/acme.ts"
import { missing, type Params, type Row, values } from "./Row.ts"

const invalid = "400 ValidationError"
const roleArn = `arn:aws:iam::${accounts.sbx}:role/sbx_deployment_role`
const a = (length: number): string => "a".repeat(length)
const assume: Params = { RoleArn: roleArn, RoleSessionName: "job" }
const web: Params = { RoleArn: roleArn, RoleSessionName: "job", WebIdentityToken: "not.a.token" }
const saml: Params = {
  RoleArn: roleArn,
  PrincipalArn: `arn:aws:iam::${accounts.sbx}:saml-provider/acme`,
  SAMLAssertion: "PFJlc3BvbnNlLz4="
}

const names = (max: number): { readonly [what: string]: readonly [string, string] } => ({
  "too short": ["a", invalid],
  shortest: ["ab", "200"],
  longest: [a(max), "200"],
  "too long": [a(max + 1), invalid],
  "with a space": ["a b", invalid],
  "with a slash": ["a/b", invalid],
  "with brackets": ["dependabot[bot]", invalid],
  "with markup": ["<a>&\"'", invalid],
  "with all signs": ["a+=,.@-_9", "200"],
  "not of ASCII": ["zürich", invalid],
  empty: ["", invalid]
})

const durations = (min: number, max: number, most: string): { readonly [what: string]: readonly [string, string] } => ({
  "too short": [String(min - 1), invalid],
  shortest: [String(min), "200"],
  longest: [String(max), most],
  "too long": [String(max + 1), invalid],
  negative: ["-1", invalid],
  "no number": ["an hour", "400 MalformedInput"],
  "a fraction": ["900.5", "400 MalformedInput"]
})

const policyCases = (good: string): { readonly [what: string]: readonly [string, string] } => {
  const of = (...statements: ReadonlyArray<object>): string =>
    JSON.stringify({ Version: "2012-10-17", Statement: statements })
  const statement = { Effect: "Allow", Action: "s3:GetObject", Resource: "*" }
  const bad = "400 MalformedPolicyDocument"
  return {
    good: [of(statement), good],
    "one statement without a list": [JSON.stringify({ Version: "2012-10-17", Statement: statement }), good],
    "no version": [JSON.stringify({ Statement: [statement] }), good],
    "an old version": [JSON.stringify({ Version: "2008-10-17", Statement: [statement] }), good],
    "an unknown version": [JSON.stringify({ Version: "2012-10-18", Statement: [statement] }), bad],
    "no JSON": ["{", bad],
    "a list": ["[]", bad],
    "no statement": [JSON.stringify({ Version: "2012-10-17" }), bad],
    "an empty list": [of(), bad],
    "an unknown element": [JSON.stringify({ Version: "2012-10-17", Statement: [statement], Extra: 1 }), bad],
    "an unknown element of a statement": [of({ ...statement, Actions: "*" }), bad],
    "no effect": [of({ Action: "*", Resource: "*" }), bad],
    "another effect": [of({ ...statement, Effect: "allow" }), bad],
    "no action": [of({ Effect: "Allow", Resource: "*" }), bad],
    "no resource": [of({ Effect: "Allow", Action: "*" }), bad],
    "both kinds of action": [of({ ...statement, NotAction: "*" }), bad],
    NotAction: [of({ Effect: "Deny", NotAction: ["s3:*", "iam:Get*"], Resource: "*" }), good],
    NotResource: [of({ Effect: "Deny", Action: "*", NotResource: "arn:aws:s3:::a/*" }), good],
    "a principal": [of({ ...statement, Principal: "*" }), bad],
    "an action without a vendor": [of({ ...statement, Action: "GetObject" }), bad],
    "an action of two colons": [of({ ...statement, Action: "s3:Get:Object" }), bad],
    "an action that is no text": [of({ ...statement, Action: 1 }), bad],
    "a resource that is no ARN": [of({ ...statement, Resource: "bucket" }), bad],
    "a resource of another partition": [of({ ...statement, Resource: "arn:azure:s3:::a" }), bad],
    "a resource with a variable": [of({ ...statement, Resource: "arn:aws:s3:::a/\u0024{aws:username}/*" }), good],
    "a condition": [of({ ...statement, Condition: { StringEquals: { "aws:PrincipalTag/a": ["b"] } } }), good],
    "a condition of a set": [
      of({ ...statement, Condition: { "ForAllValues:StringLikeIfExists": { "aws:TagKeys": "a*" } } }),
      good
    ],
    "an unknown condition": [of({ ...statement, Condition: { StringSame: { "aws:a": "b" } } }), bad],
    "a condition without keys": [of({ ...statement, Condition: { StringEquals: "b" } }), bad],
    "the same Sid twice": [of({ ...statement, Sid: "a" }, { ...statement, Sid: "a" }), bad],
    "a Sid with a dash": [of({ ...statement, Sid: "a-b" }), bad],
    empty: ["", invalid],
    "too long": [of({ ...statement, Resource: `arn:aws:s3:::${a(2048)}` }), invalid],
    "signs that it may not have": ["{}\u0001", invalid]
  }
}

const arns = (good: string): { readonly [what: string]: readonly [string, string] } => ({
  "of AWS": ["arn:aws:iam::aws:policy/ReadOnlyAccess", good],
  "of the account": [`arn:aws:iam::${accounts.sbx}:policy/ci/deploy`, good],
  "of another account": [`arn:aws:iam::${accounts.prd}:policy/deploy`, invalid],
  "a role's": [`arn:aws:iam::${accounts.sbx}:role/sbx_deployment_role`, invalid],
  "no ARN": ["this-is-not-an-arn-at-all", invalid],
  "too short": ["arn:aws:iam::aws", invalid]
})

const tags = (key: string, value: string): Params => ({ "Tags.member.1.Key": key, "Tags.member.1.Value": value })
const tagCases: { readonly [what: string]: readonly [Params, string] } = {
  good: [tags("team", "blue"), "200"],
  "an empty value": [tags("team", ""), "200"],
  "letters of all languages": [tags("Größe", "日本"), "200"],
  "an empty key": [tags("", "x"), invalid],
  "a key too long": [tags(a(129), "x"), invalid],
  "a value too long": [tags("team", a(257)), invalid],
  "a key with brackets": [tags("a[b]", "x"), invalid],
  "no value": [{ "Tags.member.1.Key": "team" }, invalid],
  "AWS's own prefix": [tags("aws:team", "x"), "400 InvalidParameterValue"],
  "AWS's own prefix in capitals": [tags("AWS:team", "x"), "400 InvalidParameterValue"],
  "the same key twice": [
    { ...tags("team", "x"), "Tags.member.2.Key": "Team", "Tags.member.2.Value": "y" },
    "400 InvalidParameterValue"
  ],
  "51 of them": [
    Object.fromEntries(
      Array.from(
        { length: 51 },
        (_, index): ReadonlyArray<[string, string]> => [
          [`Tags.member.${index + 1}.Key`, `k${index}`],
          [`Tags.member.${index + 1}.Value`, "v"]
        ]
      ).flat()
    ),
    invalid
  ],
  "a transitive key that is none": [
    { ...tags("team", "x"), "TransitiveTagKeys.member.1": "other" },
    "400 InvalidParameterValue"
  ],
  "a transitive key": [{ ...tags("team", "x"), "TransitiveTagKeys.member.1": "team" }, "200"]
}

const tagRows = (action: string, good: Params, cases: ReadonlyArray<string>): ReadonlyArray<Row> =>
  cases.map((what) => {
    const [more, aws] = tagCases[what] ?? [{}, ""]
    return {
      title: `${action} Tags: ${what}`,
      service: "sts",
      params: { Action: action, ...good, ...more },
      source: `STS API Reference, ${action}: Tags, Tag`,
      aws
    }
  })

const one = (title: string, params: Params, aws: string, source: string, more: Partial<Row> = {}): Row => ({
  title,
  service: "sts",
  params,
  source: `STS API Reference, ${source}`,
  aws,
  ...more
})

const sts = (action: string, good: Params, name: string, cases: Parameters<typeof values>[4]): ReadonlyArray<Row> =>
  values("sts", action, good, name, cases)

const roleArns: { readonly [what: string]: readonly [string, string] } = {
  "too short": ["arn:aws:iam::1:role", invalid],
  "no ARN": ["this-is-not-an-arn-at-all", invalid],
  "a user's": [`arn:aws:iam::${accounts.sbx}:user/alice-in-here`, invalid],
  "of eleven digits": ["arn:aws:iam::11111111111:role/deploy", invalid],
  "too long": [`${roleArn}${a(2048)}`, invalid],
  "that is not there": [`arn:aws:iam::${accounts.sbx}:role/nobody`, "403 AccessDenied"]
}

export const stsRows: ReadonlyArray<Row> = [
  one("GetCallerIdentity", { Action: "GetCallerIdentity" }, "200", "GetCallerIdentity"),
  one("no action", {}, "400 MissingAction", "Common Errors: MissingAction"),
  one("an action that is none", { Action: "GetNothing" }, "400 InvalidAction", "Common Errors: InvalidAction"),
  one(
    "GetCallerIdentity unsigned",
    { Action: "GetCallerIdentity" },
    "403 MissingAuthenticationToken",
    "Common Errors",
    {
      unsigned: true
    }
  ),
  ...missing("sts", "AssumeRole", assume, ["RoleArn", "RoleSessionName"]),
  ...sts("AssumeRole", assume, "RoleArn", roleArns),
  ...sts("AssumeRole", assume, "RoleSessionName", names(64)),
  ...sts("AssumeRole", assume, "SourceIdentity", names(64)),
  ...sts("AssumeRole", assume, "DurationSeconds", durations(900, 43_200, "200")),
  ...sts("AssumeRole", assume, "ExternalId", {
    "too short": ["a", invalid],
    "too long": [a(1225), invalid],
    longest: [a(1224), "200"],
    "with a space": ["a b", invalid],
    "with all signs": ["a+=,.@:/-", "200"]
  }),
  ...sts("AssumeRole", assume, "SerialNumber", {
    "too short": ["12345678", invalid],
    "too long": [a(257), invalid],
    "with a space": ["a b c d e f", invalid],
    "without a code": ["arn:aws:iam::111111111111:mfa/alice", "403 AccessDenied"]
  }),
  ...sts("AssumeRole", assume, "TokenCode", {
    "too short": ["12345", invalid],
    "too long": ["1234567", invalid],
    letters: ["abcdef", invalid],
    "without a device": ["123456", "403 AccessDenied"]
  }),
  ...sts("AssumeRole", assume, "Policy", policyCases("200")),
  ...sts("AssumeRole", assume, "PolicyArns.member.1.arn", arns("200")),
  ...tagRows("AssumeRole", assume, Object.keys(tagCases)),
  ...missing("sts", "AssumeRoleWithWebIdentity", web, ["RoleArn", "RoleSessionName", "WebIdentityToken"]),
  ...sts("AssumeRoleWithWebIdentity", web, "RoleSessionName", {
    "too short": ["a", invalid],
    "too long": [a(65), invalid],
    "with a space": ["a b", invalid]
  }),
  ...sts("AssumeRoleWithWebIdentity", web, "WebIdentityToken", {
    "too short": ["abc", invalid],
    "too long": [a(20_001), invalid],
    "no token": ["abcdef", "400 InvalidIdentityToken"],
    "not signed": ["e30.e30.x", "400 InvalidIdentityToken"]
  }),
  ...sts("AssumeRoleWithWebIdentity", web, "ProviderId", {
    "too short": ["abc", invalid],
    "too long": [a(2049), invalid],
    "of one of the four": ["www.amazon.com", "400 InvalidIdentityToken"]
  }),
  ...sts("AssumeRoleWithWebIdentity", web, "DurationSeconds", {
    "too short": ["899", invalid],
    "too long": ["43201", invalid],
    "no number": ["x", "400 MalformedInput"]
  }),
  ...missing("sts", "AssumeRoleWithSAML", saml, ["RoleArn", "PrincipalArn", "SAMLAssertion"]),
  ...sts("AssumeRoleWithSAML", saml, "SAMLAssertion", {
    "too short": ["abc", invalid],
    "too long": [a(100_001), invalid],
    "not of base 64": ["<Response/>", "400 InvalidIdentityToken"],
    "of a provider that is not there": ["PFJlc3BvbnNlLz4=", "400 InvalidIdentityToken"]
  }),
  ...sts("AssumeRoleWithSAML", saml, "PrincipalArn", { "too short": ["arn:aws", invalid] }),
  ...sts("AssumeRoleWithSAML", saml, "RoleArn", { "no ARN": ["this-is-not-an-arn-at-all", invalid] }),
  ...sts("GetSessionToken", {}, "DurationSeconds", durations(900, 129_600, "200")),
  one("GetSessionToken", { Action: "GetSessionToken" }, "200", "GetSessionToken"),
  ...sts("GetSessionToken", {}, "TokenCode", { letters: ["abcdef", invalid], alone: ["123456", "403 AccessDenied"] }),
  ...missing("sts", "GetFederationToken", { Name: "bob" }, ["Name"]),
  ...sts("GetFederationToken", {}, "Name", names(32)),
  ...sts("GetFederationToken", { Name: "bob" }, "DurationSeconds", durations(900, 129_600, "200")),
  ...sts("GetFederationToken", { Name: "bob" }, "Policy", {
    good: policyCases("200").good ?? ["", ""],
    "a principal": policyCases("200")["a principal"] ?? ["", ""],
    "no JSON": ["{", "400 MalformedPolicyDocument"],
    "too long": policyCases("200")["too long"] ?? ["", ""]
  }),
  ...tagRows("GetFederationToken", { Name: "bob" }, [
    "good",
    "AWS's own prefix",
    "the same key twice",
    "a value too long"
  ]),
  ...missing("sts", "GetAccessKeyInfo", { AccessKeyId: "AKIAIOSFODNN7EXAMPLE" }, ["AccessKeyId"]),
  ...sts("GetAccessKeyInfo", {}, "AccessKeyId", {
    "too short": ["AKIAIOSFODNN7EX", invalid],
    "too long": [a(129), invalid],
    "with a dash": ["AKIA-IOSFODNN7EXAMPLE", invalid],
    "that is not there": ["AKIAUNKNOWNUNKNOWN00", invalid]
  }),
  one(
    "DecodeAuthorizationMessage",
    { Action: "DecodeAuthorizationMessage", EncodedMessage: "abc" },
    "400 InvalidAuthorizationMessageException",
    "DecodeAuthorizationMessage: errors"
  ),
  ...missing("sts", "DecodeAuthorizationMessage", {}, ["EncodedMessage"]),
  ...sts("DecodeAuthorizationMessage", {}, "EncodedMessage", {
    "too long": [a(10_241), invalid],
    empty: ["", invalid]
  }),
  ...sts("GetScopedCredentials", {}, "DurationSeconds", {
    "with an IAM user's keys": ["900", "403 AccessDenied"],
    "too short": ["0", invalid],
    "too long": ["129601", invalid]
  }),
  ...sts("GetScopedCredentials", {}, "Policy", {
    "no JSON": ["{", "400 MalformedPolicyDocument"],
    "too long": policyCases("200")["too long"] ?? ["", ""]
  }),
  ...missing("sts", "GetScopedCredentials", {}, ["Policy or DurationSeconds"]),
  ...missing("sts", "AssumeRoot", { TargetPrincipal: accounts.prd }, ["TargetPrincipal", "TaskPolicyArn"]),
  ...sts(
    "AssumeRoot",
    { "TaskPolicyArn.arn": "arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials" },
    "TargetPrincipal",
    {
      "a member account": [accounts.prd, "403 AccessDenied"],
      "too short": ["1234", invalid]
    }
  ),
  ...missing("sts", "GetWebIdentityToken", { "Audience.member.1": "a", SigningAlgorithm: "ES384" }, [
    "Audience.member.1",
    "SigningAlgorithm"
  ]),
  ...sts(
    "GetWebIdentityToken",
    { "Audience.member.1": "https://a.example", SigningAlgorithm: "ES384" },
    "DurationSeconds",
    {
      "in an account that has not enabled it": ["300", "403 OutboundWebIdentityFederationDisabledException"],
      "too short": ["59", invalid],
      "too long": ["3601", invalid]
    }
  ),
  one(
    "GetDelegatedAccessToken",
    { Action: "GetDelegatedAccessToken", TradeInToken: "abc" },
    "403 AccessDenied",
    "GetDelegatedAccessToken"
  ),
  ...missing("sts", "GetDelegatedAccessToken", {}, ["TradeInToken"])
]
