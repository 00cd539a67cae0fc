import { isText, patternText, type TextForm } from "../text/Form.ts"

/**
 * An AWS partition: a group of regions with accounts of its own. A role of one cannot be assumed from another.
 *
 * Source: AWS General Reference, "Amazon Resource Names (ARNs)"; the SDKs' `partitions.json`.
 */
export type Partition =
  | "aws"
  | "aws-cn"
  | "aws-us-gov"
  | "aws-iso"
  | "aws-iso-b"
  | "aws-iso-e"
  | "aws-iso-f"
  | "aws-eusc"

export const partitions: ReadonlyArray<Partition> = [
  "aws",
  "aws-cn",
  "aws-us-gov",
  "aws-iso",
  "aws-iso-b",
  "aws-iso-e",
  "aws-iso-f",
  "aws-eusc"
]

export const isPartition = (value: string): value is Partition => (partitions as ReadonlyArray<string>).includes(value)

/** A region's name, such as `us-east-1`, `us-gov-west-1` or `us-isob-east-1`. */
export const Region: TextForm = patternText(/^[a-z]{2,}(-[a-z]+)+-\d+$/u, "an AWS region, such as us-east-1")

export const isRegion = (value: string): boolean => isText(Region, value)

const byPrefix: ReadonlyArray<readonly [RegExp, Partition]> = [
  [/^cn-/, "aws-cn"],
  [/^us-gov-/, "aws-us-gov"],
  [/^us-iso-/, "aws-iso"],
  [/^us-isob-/, "aws-iso-b"],
  [/^eu-isoe-/, "aws-iso-e"],
  [/^us-isof-/, "aws-iso-f"],
  [/^eusc-/, "aws-eusc"]
]

/** The partition that a region belongs to; a region of no known special prefix is of `aws`. */
export const partitionOfRegion = (region: string): Partition =>
  byPrefix.find(([prefix]) => prefix.test(region))?.[1] ?? "aws"
