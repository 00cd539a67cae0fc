/** Proxies of the environment, for requests to AWS alone. */
import { container, environmentKeys, instance, keys, noRegion, roleFiles, rows, ssoToken } from "../Case.ts"

const clients = ["credentials", "sts", "s3"] as const
const all = [...clients, "asked"] as const
const proxy = (env: { readonly [name: string]: string }) => ({ ...environmentKeys, ...env })

const loopback = "secrets of this machine, and a test's endpoint on it, never go through a proxy"

export const proxies = rows(16, [
  { name: "HTTPS_PROXY", env: proxy({ HTTPS_PROXY: "{PROXY}" }), compare: clients, real: "boto3" },
  { name: "https_proxy", env: proxy({ https_proxy: "{PROXY}" }), compare: clients },
  {
    name: "https_proxy before HTTPS_PROXY",
    real: "cli",
    env: proxy({ https_proxy: "{PROXY}", HTTPS_PROXY: "http://127.0.0.1:9" }),
    compare: clients
  },
  { name: "HTTPS_PROXY empty", env: proxy({ HTTPS_PROXY: "" }), compare: clients },
  { name: "HTTPS_PROXY without a scheme", env: proxy({ HTTPS_PROXY: "{PROXYHOST}" }), compare: clients },
  {
    name: "HTTPS_PROXY with a slash at its end",
    env: proxy({ HTTPS_PROXY: "{PROXY}/" }),
    compare: clients
  },
  {
    name: "HTTPS_PROXY with a user and password",
    env: proxy({ HTTPS_PROXY: "http://me:p%40ss@{PROXYHOST}" }),
    compare: clients
  },
  { name: "HTTP_PROXY is not for https", env: proxy({ HTTP_PROXY: "{PROXY}" }), compare: clients },
  { name: "ALL_PROXY", env: proxy({ ALL_PROXY: "{PROXY}" }), compare: clients },
  {
    name: "HTTP_PROXY for an endpoint over http",
    env: proxy({ HTTP_PROXY: "{PROXY}", AWS_ENDPOINT_URL: "http://e.example" }),
    compare: clients
  },
  {
    name: "http_proxy for an endpoint over http",
    env: proxy({ http_proxy: "{PROXY}", AWS_ENDPOINT_URL: "http://e.example" }),
    compare: clients
  },
  {
    name: "HTTPS_PROXY is not for http",
    env: proxy({ HTTPS_PROXY: "{PROXY}", AWS_ENDPOINT_URL: "http://e.example" }),
    compare: clients
  },
  {
    name: "NO_PROXY with one host",
    env: proxy({ HTTPS_PROXY: "{PROXY}", NO_PROXY: "sts.eu-west-1.amazonaws.com" }),
    compare: clients
  },
  {
    name: "no_proxy with one host",
    env: proxy({ HTTPS_PROXY: "{PROXY}", no_proxy: "sts.eu-west-1.amazonaws.com" }),
    compare: clients
  },
  {
    name: "NO_PROXY with a domain",
    env: proxy({ HTTPS_PROXY: "{PROXY}", NO_PROXY: "amazonaws.com" }),
    compare: clients
  },
  {
    name: "NO_PROXY with a domain and a dot",
    env: proxy({ HTTPS_PROXY: "{PROXY}", NO_PROXY: ".amazonaws.com" }),
    compare: clients
  },
  {
    name: "NO_PROXY with the end of a word",
    env: proxy({ HTTPS_PROXY: "{PROXY}", NO_PROXY: "azonaws.com" }),
    compare: clients
  },
  { name: "NO_PROXY *", env: proxy({ HTTPS_PROXY: "{PROXY}", NO_PROXY: "*" }), compare: clients },
  {
    name: "NO_PROXY with another domain",
    env: proxy({ HTTPS_PROXY: "{PROXY}", NO_PROXY: "example.com,localhost" }),
    compare: clients
  },
  {
    name: "NO_PROXY with a list and blanks",
    real: "boto3",
    env: proxy({ HTTPS_PROXY: "{PROXY}", NO_PROXY: "example.com, s3.eu-west-1.amazonaws.com , localhost" }),
    compare: clients
  },
  {
    name: "NO_PROXY in capitals",
    env: proxy({ HTTPS_PROXY: "{PROXY}", NO_PROXY: "STS.eu-west-1.AMAZONAWS.com" }),
    compare: clients
  },
  {
    name: "NO_PROXY of http alone",
    env: proxy({ HTTP_PROXY: "{PROXY}", NO_PROXY: "e.example", AWS_ENDPOINT_URL: "http://e.example" }),
    compare: clients
  },
  {
    name: "HTTPS_PROXY, an endpoint on loopback",
    env: proxy({ HTTP_PROXY: "{PROXY}", AWS_ENDPOINT_URL: "{FAKE}" }),
    compare: clients,
    intended: {
      sts: "GetCallerIdentity at {FAKE}, AKIAE eu-west-1",
      s3: "ListBuckets at {FAKE}, AKIAE eu-west-1",
      because: loopback
    }
  },
  {
    name: "container, HTTP_PROXY",
    env: { ...container, HTTP_PROXY: "{PROXY}", HTTPS_PROXY: "{PROXY}" },
    compare: all
  },
  {
    name: "instance, HTTP_PROXY",
    env: { ...instance, HTTP_PROXY: "{PROXY}", HTTPS_PROXY: "{PROXY}" },
    compare: ["credentials", "sts", "asked"],
    intended: {
      asked:
        "PUT /latest/api/token at {FAKE}, nobody; GET /latest/meta-data/iam/security-credentials/ at {FAKE}, nobody; GET /latest/meta-data/iam/security-credentials/the-role at {FAKE}, nobody",
      because: loopback
    }
  },
  {
    name: "role of a profile, HTTPS_PROXY",
    profile: "x",
    env: { ...noRegion, HTTPS_PROXY: "{PROXY}" },
    files: roleFiles("region=us-west-2\n"),
    compare: all
  },
  {
    name: "role of a profile, NO_PROXY for its STS",
    profile: "x",
    env: { ...noRegion, HTTPS_PROXY: "{PROXY}", NO_PROXY: "sts.us-west-2.amazonaws.com" },
    files: roleFiles("region=us-west-2\n"),
    compare: all
  },
  {
    name: "web identity, HTTPS_PROXY",
    env: {
      HTTPS_PROXY: "{PROXY}",
      AWS_ROLE_ARN: "arn:aws:iam::111111111111:role/r",
      AWS_WEB_IDENTITY_TOKEN_FILE: "{HOME}/tok"
    },
    files: { tok: "jwt-1" },
    compare: ["credentials", "asked"]
  },
  {
    name: "Identity Center, HTTPS_PROXY",
    profile: "x",
    env: { ...noRegion, HTTPS_PROXY: "{PROXY}" },
    files: {
      ".aws/config":
        "[profile x]\nregion=us-west-2\nsso_start_url=https://x.awsapps.com/start\nsso_region=us-east-1\nsso_account_id=123456789012\nsso_role_name=Admin\n",
      ...ssoToken("https://x.awsapps.com/start")
    },
    compare: ["credentials", "asked"]
  },
  {
    name: "a profile's keys, HTTPS_PROXY",
    profile: "x",
    env: { ...noRegion, HTTPS_PROXY: "{PROXY}" },
    files: { ".aws/credentials": `[x]\nregion=us-west-2\n${keys("AKIAX")}` },
    compare: clients
  }
])
