import { assert, describe, it } from "@effect/vitest"
import { applyEnvironment } from "../../../src/domain/child/ChildEnvironment.ts"
import { otherFiles, ownFiles, userFile } from "../../../src/domain/child/UserFiles.ts"

/** The variables inside an exec whose files stand in a folder. */
const inside = (folder: string, outside: Record<string, string>): Record<string, string> =>
  applyEnvironment(
    outside,
    otherFiles(
      { folder, AWS_CONFIG_FILE: `${folder}/config`, AWS_SHARED_CREDENTIALS_FILE: `${folder}/credentials` },
      outside
    )
  )

describe("userFile", () => {
  it("is the AWS variable's, where no exec stands between", () => {
    assert.strictEqual(userFile("AWS_CONFIG_FILE", { AWS_CONFIG_FILE: "/home/a/conf" }), "/home/a/conf")
    assert.isUndefined(userFile("AWS_CONFIG_FILE", {}))
    assert.isUndefined(userFile("AWS_CONFIG_FILE", { AWS_CONFIG_FILE: "" }))
  })

  it("is the user's inside an exec, and inside an exec of an exec", () => {
    const outside = { AWS_CONFIG_FILE: "/home/a/conf" }
    const once = inside("/run/one", outside)
    assert.strictEqual(once.AWS_CONFIG_FILE, "/run/one/config")
    const twice = inside("/run/two", once)
    assert.strictEqual(twice.AWS_CONFIG_FILE, "/run/two/config")
    for (const variables of [once, twice]) {
      assert.strictEqual(userFile("AWS_CONFIG_FILE", variables), "/home/a/conf")
      assert.isUndefined(userFile("AWS_SHARED_CREDENTIALS_FILE", variables))
    }
  })

  it("is a later choice of a process in between", () => {
    const chosen = { ...inside("/run/one", { AWS_CONFIG_FILE: "/home/a/conf" }), AWS_CONFIG_FILE: "/home/b/conf" }
    assert.strictEqual(userFile("AWS_CONFIG_FILE", chosen), "/home/b/conf")
    const again = inside("/run/two", chosen)
    assert.strictEqual(userFile("AWS_CONFIG_FILE", again), "/home/b/conf")
  })

  it("forgets an outer exec's user where the one in between has no file", () => {
    const { AWS_CONFIG_FILE: _, ...removed } = inside("/run/one", { AWS_CONFIG_FILE: "/home/a/conf" })
    const again = inside("/run/two", removed)
    assert.isUndefined(userFile("AWS_CONFIG_FILE", again))
  })
})

describe("ownFiles", () => {
  const outside = { AWS_CONFIG_FILE: "/home/a/conf" }

  it("changes nothing where no exec stands between", () => {
    assert.deepStrictEqual(applyEnvironment(outside, ownFiles(outside)), outside)
  })

  it("gives back what an outer exec has replaced, and leaves nothing of that", () => {
    assert.deepStrictEqual(
      applyEnvironment(inside("/run/one", outside), ownFiles(inside("/run/one", outside))),
      outside
    )
  })

  it("leaves a later choice of a process in between", () => {
    const chosen = { ...inside("/run/one", outside), AWS_CONFIG_FILE: "/home/b/conf" }
    assert.deepStrictEqual(applyEnvironment(chosen, ownFiles(chosen)), { AWS_CONFIG_FILE: "/home/b/conf" })
  })
})
