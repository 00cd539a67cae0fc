import { assert, describe, it } from "@effect/vitest"
import { denoAdvice, denoFlag } from "../../../src/domain/text/DenoFlag.ts"

const refused = (kind: string, to?: string) =>
  `Requires ${kind} access${to === undefined ? "" : ` to "${to}"`}, run again with the --allow-${kind} flag`

describe("the flag that Deno asks for", () => {
  it("has the value that was asked for, where it can be written so", () => {
    for (const [words, flag] of [
      [refused("env", "AWS_PROFILE"), "--allow-env=AWS_PROFILE"],
      [refused("env"), "--allow-env"],
      [refused("read", "/home/alice/.aws/config"), "--allow-read=/home/alice/.aws/config"],
      [refused("read", "/home/alice/my files, and $(more)"), "--allow-read"],
      [refused("read", "/a,/etc"), "--allow-read"],
      [refused("net", "127.0.0.1:4566"), "--allow-net=127.0.0.1:4566"],
      [refused("net", "[::1]:4566"), "--allow-net"],
      [refused("run", "PASSWORD=secret aws"), "--allow-run"],
      [refused("run", "aws"), "--allow-run=aws"],
      [refused("sys", "osRelease"), "--allow-sys=osRelease"],
      [refused("sys", "ca"), "--allow-sys"],
      ["getaddrinfo EPERM sts.eu-west-1.amazonaws.com", "--allow-net=sts.eu-west-1.amazonaws.com"],
      ["getaddrinfo ENOTFOUND sts.eu-west-1.amazonaws.com", undefined],
      ["spawn EACCES", undefined],
      [`AWS says: ${refused("env", "AWS_PROFILE")}`, undefined]
    ] as const) {
      assert.strictEqual(denoFlag(words), flag, words)
    }
  })

  it("is what helps a request that Deno kept in", () => {
    assert.strictEqual(denoAdvice("NotCapable", refused("net", "a.test:443")), "Run Deno with --allow-net=a.test:443.")
    assert.strictEqual(denoAdvice("AccessDenied", refused("net", "a.test:443")), undefined)
  })
})
