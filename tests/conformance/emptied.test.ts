import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { isAbsentWhenEmpty, shadowingVariables } from "../../src/domain/child/ShadowingVariables.ts"
import { answers, run, type Variables, withPeer } from "./peers.ts"

/** For each environment: the keys that boto3 has from it, and how it signs a request that takes a bearer token too. */
const script = `
import json, os, sys
import boto3, botocore.loaders, botocore.session
inherited = dict(os.environ)
loader = botocore.loaders.create_loader()
class Signed(Exception):
    pass
def found(variables):
    os.environ.clear()
    os.environ.update(inherited | variables)
    core = botocore.session.Session()
    core.register_component("data_loader", loader)
    session = boto3.Session(botocore_session=core)
    keys = session.get_credentials().get_frozen_credentials()
    client = session.client("bedrock-runtime", endpoint_url="http://127.0.0.1:1")
    def signed(request, **_):
        header = request.headers.get("Authorization")
        raise Signed((header.decode() if isinstance(header, bytes) else header)[:16])
    client.meta.events.register("before-send", signed)
    try:
        client.invoke_model(modelId="x", body=b"{}")
    except Signed as signature:
        return [keys.access_key, keys.secret_key, keys.token or None, session.region_name, str(signature)]
def told(variables):
    try:
        return found(variables)
    except Exception as error:
        return type(error).__name__
json.dump([told(variables) for variables in json.load(sys.stdin)], sys.stdout)
`

const keys: Variables = {
  AWS_ACCESS_KEY_ID: "ASIAIOSFODNN7EXAMPLE",
  AWS_SECRET_ACCESS_KEY: "secret",
  AWS_REGION: "us-east-1",
  AWS_DEFAULT_REGION: "us-east-1"
}
const names = shadowingVariables.filter((name) => !Object.hasOwn(keys, name))
const token = { AWS_SESSION_TOKEN: "token" }
const emptied = Object.fromEntries(names.filter(isAbsentWhenEmpty).map((name) => [name, ""]))

withPeer("boto3", answers("python3", "-c", "import boto3"), () =>
  it.live("an empty variable is none to boto3, but for those that are said to count", () =>
    Effect.gen(function* () {
      const environments = [keys, { ...keys, ...token }, { ...keys, ...emptied }, { ...keys, ...emptied, ...token }]
      const one = names.map((name) => ({ ...keys, [name]: "" }))
      const { stdout, stderr } = yield* run("python3", ["-c", script], {}, JSON.stringify([...environments, ...one]))
      assert.notStrictEqual(stdout, "", stderr)
      const [bare, withToken, bareEmptied, withTokenEmptied, ...each]: ReadonlyArray<unknown> = JSON.parse(stdout)
      assert.deepStrictEqual(bare, [...Object.values(keys).slice(0, 2), null, "us-east-1", "AWS4-HMAC-SHA256"])
      assert.deepStrictEqual([bareEmptied, withTokenEmptied], [bare, withToken])
      const counting = names.filter((_, index) => JSON.stringify(each[index]) !== JSON.stringify(bare))
      assert.deepStrictEqual(
        counting,
        names.filter((name) => !isAbsentWhenEmpty(name))
      )
    })
  )
)

withPeer("the AWS CLI", answers("aws", "--version"), () =>
  it.live("an empty variable is none to the AWS CLI, but for a profile's name", () =>
    Effect.gen(function* () {
      const list = (variables: Variables) => run("aws", ["configure", "list"], { ...keys, ...variables })
      const { status, stdout } = yield* list({})
      assert.strictEqual(status, 0)
      assert.strictEqual((yield* list(emptied)).stdout, stdout)
      assert.notStrictEqual((yield* list({ AWS_PROFILE: "" })).status, 0)
    })
  )
)
