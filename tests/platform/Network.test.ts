import { assert, describe, it } from "@effect/vitest"
import { networkOf, networkVariables, proxyFor, proxyUrl } from "../../src/platform/Network.ts"
import type { Variables } from "../../src/platform/Variables.ts"

type Env = Partial<Variables<(typeof networkVariables)[number]>>

const none = Object.fromEntries(networkVariables.map((name) => [name, undefined])) as Variables<
  (typeof networkVariables)[number]
>
const network = (env: Env) => networkOf({ ...none, ...env })
const sts = { secure: true, host: "sts.eu-west-1.amazonaws.com", port: 443 }

describe("networkOf", () => {
  it("takes the lower-case name first, and no empty value", () => {
    assert.deepStrictEqual(network({ HTTPS_PROXY: "http://upper", https_proxy: "http://lower" }).https, {
      value: "http://lower",
      from: "https_proxy"
    })
    assert.deepStrictEqual(network({ HTTP_PROXY: " http://upper ", http_proxy: undefined }).http, {
      value: "http://upper",
      from: "HTTP_PROXY"
    })
    assert.strictEqual(network({ HTTPS_PROXY: " " }).https, undefined)
    assert.deepStrictEqual(network({}), { https: undefined, http: undefined, except: [], caBundle: undefined })
  })
})

describe("proxyFor", () => {
  const both = { HTTPS_PROXY: "http://secure:1", HTTP_PROXY: "http://plain:2" }

  it("goes by the scheme of the address, not of the proxy", () => {
    assert.strictEqual(proxyFor(network(both), sts)?.value, "http://secure:1")
    assert.strictEqual(proxyFor(network(both), { ...sts, secure: false, port: 80 })?.value, "http://plain:2")
    assert.strictEqual(proxyFor(network({ HTTP_PROXY: "http://plain:2" }), sts), undefined)
  })

  for (const host of [
    "localhost",
    "LOCALHOST",
    "aws.localhost",
    "127.0.0.1",
    "127.3.2.1",
    "::1",
    "[::1]",
    "169.254.169.254",
    "169.254.170.2",
    "fd00:ec2::254",
    "[fd00:ec2::23]"
  ]) {
    it(`never leads to ${host}`, () => {
      assert.strictEqual(proxyFor(network(both), { ...sts, host }), undefined)
    })
  }

  for (const [except, reached] of [
    ["*", true],
    ["amazonaws.com", true],
    [".amazonaws.com", true],
    ["*.amazonaws.com", true],
    ["AmazonAWS.com", true],
    ["sts.eu-west-1.amazonaws.com", true],
    ["sts.eu-west-1.amazonaws.com:443", true],
    ["amazonaws.com:443", true],
    ["a.example, amazonaws.com", true],
    ["a.example amazonaws.com", true],
    ["sts.eu-west-1.amazonaws.com:80", false],
    ["maxonaws.com", false],
    ["onaws.com", false],
    ["10.0.0.0/8", false],
    ["", false]
  ] as const) {
    it(`NO_PROXY=${except} ${reached ? "excepts" : "does not except"} STS`, () => {
      assert.strictEqual(proxyFor(network({ ...both, NO_PROXY: except }), sts) === undefined, reached)
    })
  }

  for (const [except, host, reached] of [
    ["10.0.0.0/8", "10.1.2.3", true],
    ["10.0.0.0/8", "11.1.2.3", false],
    ["10.1.2.3", "10.1.2.3", true],
    ["fd12::/16", "[fd12::1]", true],
    ["10.0.0.0/99", "10.1.2.3", false]
  ] as const) {
    it(`no_proxy=${except} ${reached ? "excepts" : "does not except"} ${host}`, () => {
      assert.strictEqual(proxyFor(network({ ...both, no_proxy: except }), { ...sts, host }) === undefined, reached)
    })
  }
})

describe("proxyUrl", () => {
  for (const [value, href] of [
    ["http://proxy.example:8080", "http://proxy.example:8080/"],
    ["https://proxy.example", "https://proxy.example/"],
    ["proxy.example:8080", "http://proxy.example:8080/"],
    ["//proxy.example:8080", "http://proxy.example:8080/"],
    ["me:pass@proxy.example:8080", "http://me:pass@proxy.example:8080/"]
  ] as const) {
    it(`reads ${value}`, () => assert.strictEqual(proxyUrl({ value, from: "HTTPS_PROXY" }).href, href))
  }

  it("refuses what is none, without showing it", () => {
    assert.throws(() => proxyUrl({ value: "http://me:pa ss@:x", from: "HTTPS_PROXY" }), /^HTTPS_PROXY is no address/)
    assert.throws(
      () => proxyUrl({ value: "socks5://proxy.example", from: "HTTPS_PROXY" }),
      /^HTTPS_PROXY names a proxy of another kind; only http:\/\/ and https:\/\/ proxies are known\. Correct it\.$/
    )
  })

  for (const value of ["http://me:s3cr%etPW@proxy.example", "http://m%e@proxy.example", "me:%@proxy.example"]) {
    it(`refuses ${value}, whose % begins no escape, without showing it`, () => {
      assert.throws(
        () => proxyUrl({ value, from: "HTTPS_PROXY" }),
        /^HTTPS_PROXY has a % in its user or password that begins no escape\. Correct it: a % is written as %25\.$/
      )
    })
  }
})
