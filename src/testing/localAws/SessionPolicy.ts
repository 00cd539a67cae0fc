/** Session policies and session tags: the limits on what a session can be given. */
import { deflateRawSync } from "node:zlib"
import { type AwsError, invalidParameterValue, packedPolicyTooLarge, validationError } from "./AwsError.ts"
import { type Constraints, members, rules } from "./Constraints.ts"
import type { SessionContext } from "./Credentials.ts"

/** What a request gives its session, as far as its own parameters tell. */
export type Given = Pick<SessionContext, "policy" | "policyArns" | "tags" | "transitiveTagKeys">

/** Reads policy, managed policies and tags, and checks each against the limits of the API reference. */
export const readGiven = (params: ReadonlyMap<string, string>, constraints: Constraints): Given => {
  const policy = constraints.text(params.get("Policy"), "policy", rules.policy)
  const arns = members(params, "PolicyArns", ["arn"]).map((member) => member.arn)
  const tags = members(params, "Tags", ["Key", "Value"])
  const transitive = members(params, "TransitiveTagKeys", [""]).map((member) => member[""])
  constraints.size(
    arns.map((arn) => `PolicyDescriptorType(arn=${arn})`),
    "policyArns",
    10
  )
  constraints.size(
    tags.map((tag) => `Tag(key=${tag.Key}, value=${tag.Value})`),
    "tags",
    50
  )
  constraints.size(
    transitive.map((key) => `${key}`),
    "transitiveTagKeys",
    50
  )
  return {
    policy,
    policyArns: arns.map(
      (arn, index) => constraints.text(arn, `policyArns.${index + 1}.member.arn`, rules.policyArn) ?? ""
    ),
    tags: Object.fromEntries(
      tags.map((tag, index) => [
        constraints.text(tag.Key, `tags.${index + 1}.member.key`, rules.tagKey) ?? "",
        constraints.text(tag.Value, `tags.${index + 1}.member.value`, rules.tagValue) ?? ""
      ])
    ),
    transitiveTagKeys: transitive.map(
      (key, index) => constraints.text(key, `transitiveTagKeys.${index + 1}.member`, rules.tagKey) ?? ""
    )
  }
}

/** Why one of the managed policies is none. Source: STS API Reference, AssumeRole (PolicyArns) and PolicyDescriptorType. */
export const policyArnsRefusal = (arns: ReadonlyArray<string>, accountId: string): AwsError | undefined => {
  for (const arn of arns) {
    const [, owner] = /^arn:aws[a-z-]*:iam::(aws|\d{12}):policy\/[\w+=,.@/-]+$/.exec(arn) ?? []
    if (owner === undefined) return validationError(`${arn} is invalid`)
    // "The policies must exist in the same account as the role."
    if (owner !== "aws" && owner !== accountId) return validationError(`${arn} is not in account ${accountId}`)
  }
  return undefined
}

const lower = (keys: Iterable<string>): ReadonlyArray<string> => Array.from(keys, (key) => key.toLowerCase())

/** Why the tags contradict themselves or those that the caller's session hands on. Keys ignore case. */
export const tagsRefusal = (
  keys: ReadonlyArray<string>,
  transitiveTagKeys: ReadonlyArray<string>,
  inherited: ReadonlyArray<string>
): AwsError | undefined => {
  const known = lower(keys)
  // Source: IAM User Guide, "Rules for tagging in IAM and AWS STS": the prefix is AWS's own, in any case of letters.
  if (known.some((key) => key.startsWith("aws:"))) {
    return invalidParameterValue("Tag keys that start with aws: are reserved for AWS.")
  }
  if (new Set(known).size < known.length) {
    return invalidParameterValue("Duplicate tag keys found. Please note that Tag keys are case insensitive.")
  }
  if (lower(inherited).some((key) => known.includes(key))) {
    return invalidParameterValue(
      "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session."
    )
  }
  if (lower(transitiveTagKeys).some((key) => !known.includes(key))) {
    return invalidParameterValue("The specified transitive tag key must be included in the requested tags.")
  }
  return undefined
}

/**
 * The tag keys as sent, since an object holds each only once.
 */
export const sentTagKeys = (params: ReadonlyMap<string, string>): ReadonlyArray<string> =>
  members(params, "Tags", ["Key"]).map((member) => member.Key ?? "")

/**
 * How much of the packed limit the policies and tags use, in percent. AWS does
 * not publish how it packs: this estimate deflates them, and takes 1,024 bytes
 * for the limit, so that what is far too large is refused as by AWS.
 */
export const packedSize = (given: Given, inheritedTags: SessionContext["tags"]): number | undefined => {
  const tags = Object.entries({ ...inheritedTags, ...given.tags }).flat()
  if (given.policy === undefined && given.policyArns.length === 0 && tags.length === 0) return undefined
  const packed = deflateRawSync([given.policy ?? "", ...given.policyArns, ...tags].join("\n"))
  return Math.ceil((packed.length * 100) / 1024)
}

/** Why the packed size is too large. */
export const packedRefusal = (given: Given, size: number | undefined): AwsError | undefined => {
  if (size === undefined || size <= 100) return undefined
  return packedPolicyTooLarge(
    given.policy === undefined && given.policyArns.length === 0
      ? `Packed size of session tags consumes ${size}% of allotted space.`
      : `Packed policy consumes ${size}% of allotted space, please use smaller policy.`
  )
}
