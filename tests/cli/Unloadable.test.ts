import { assert, describe, it } from "@effect/vitest"
import { machineFailure } from "../../src/cli/Unloadable.ts"
import { StsUnavailable } from "../../src/domain/errors/Sts.ts"

const failure = (code: string, cause?: unknown): Error => Object.assign(new Error("odd"), { code, cause })

describe("machineFailure", () => {
  it("tells that no more files may be opened, at whatever depth that is said", () => {
    for (const error of [failure("EMFILE"), failure("ENFILE"), failure("other", failure("EMFILE"))]) {
      const told = machineFailure(error)
      assert.deepStrictEqual([told?.title, told?.exitCode], ["TooManyOpenFiles", 4])
      assert.include(told?.message, "ulimit -n")
    }
  })

  it("tells that a part of the program is out of reach, with both reasons that this may have", () => {
    for (const code of ["ERR_MODULE_NOT_FOUND", "ERR_INVALID_PACKAGE_CONFIG"]) {
      const told = machineFailure(failure(code))
      assert.strictEqual(told?.title, "ProgramIncomplete")
      assert.include(told?.message, "ulimit -n")
    }
  })

  it("tells nothing of other errors, and ends on a chain that goes round", () => {
    const round = failure("EACCES")
    round.cause = round
    for (const other of [round, undefined, null, "EMFILE", new Error("EMFILE")]) {
      assert.isUndefined(machineFailure(other))
    }
  })
})

describe("an unreachable STS", () => {
  it("is told with the limit where no more files may be opened, and with the load where it took too long", () => {
    const of = (code: string) => new StsUnavailable({ operation: "AssumeRole", region: "r", code, detail: "d" }).next
    assert.include(of("EMFILE"), "ulimit -n")
    assert.notInclude(of("ECONNREFUSED"), "ulimit")
    assert.include(of("ETIMEDOUT"), "wait until that has ended")
    assert.notInclude(of("ECONNREFUSED"), "wait until")
  })
})
