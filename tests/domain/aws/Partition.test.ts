import { assert, describe, it } from "@effect/vitest"
import {
  isPartition,
  isRegion,
  type Partition,
  partitionOfRegion,
  partitions
} from "../../../src/domain/aws/Partition.ts"

describe("the partition of a region", () => {
  it.each<[string, Partition]>([
    ["us-east-1", "aws"],
    ["eu-central-2", "aws"],
    ["ap-southeast-7", "aws"],
    ["il-central-1", "aws"],
    ["mx-central-1", "aws"],
    ["cn-north-1", "aws-cn"],
    ["cn-northwest-1", "aws-cn"],
    ["us-gov-west-1", "aws-us-gov"],
    ["us-gov-east-1", "aws-us-gov"],
    ["us-iso-east-1", "aws-iso"],
    ["us-iso-west-1", "aws-iso"],
    ["us-isob-east-1", "aws-iso-b"],
    ["us-isob-west-1", "aws-iso-b"],
    ["eu-isoe-west-1", "aws-iso-e"],
    ["us-isof-east-1", "aws-iso-f"],
    ["us-isof-south-1", "aws-iso-f"],
    ["eusc-de-east-1", "aws-eusc"]
  ])("of %s is %s", (region, partition) => {
    assert.strictEqual(partitionOfRegion(region), partition)
    assert.isTrue(isRegion(region))
    assert.isTrue(isPartition(partition))
  })

  it("takes no name for another that it only begins like", () => {
    assert.strictEqual(partitionOfRegion("us-isolated-1"), "aws")
    assert.strictEqual(partitionOfRegion("cnx-north-1"), "aws")
  })
})

describe("a region's name", () => {
  it.each([
    "",
    "us-east",
    "us-east-1a",
    "US-EAST-1",
    "us_east_1",
    " us-east-1",
    "us-east-1\n",
    "useast1",
    "-east-1",
    "global"
  ])("%j is none", (text) => {
    assert.isFalse(isRegion(text))
  })
})

describe("partitions", () => {
  it("are those that AWS has, each once", () => {
    assert.strictEqual(new Set(partitions).size, partitions.length)
    for (const text of ["", "AWS", "aws-", "aws-xx", "constructor"]) assert.isFalse(isPartition(text), text)
  })
})
