import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { profileError } from "../../src/factory/credentials/Translate.ts"
import { CredentialSource } from "../../src/services/CredentialSource.ts"
import { home, sourceLayer } from "./fixture.ts"

const keys = "aws_access_key_id = AKIA\naws_secret_access_key = sesame\n"

/** What is told of a profile that a file is meant to have. */
const told = (files: { readonly [name: string]: string }, name = "p") =>
  Effect.gen(function* () {
    const HOME = yield* home(() => files)
    const error = yield* Effect.flatMap(CredentialSource, (source) => source.profile(name)).pipe(
      Effect.flip,
      Effect.provide(sourceLayer({ HOME }))
    )
    return profileError(name, error).message
  })

describe("a profile that is there under another header", () => {
  for (const [file, header, right] of [
    ["config", "p", "profile p"],
    ["config", "Profile p", "profile p"],
    ["config", "profiles p", "profile p"],
    ["config", "profile:p", "profile p"],
    ["config", "profile-p", "profile p"],
    ["credentials", "profile p", "p"],
    ["credentials", 'profile "p"', "p"]
  ] as const) {
    it.live(`[${header}] in ~/.aws/${file} is told with [${right}]`, () =>
      Effect.gen(function* () {
        const message = yield* told({ [`.aws/${file}`]: `[${header}]\n${keys}` })
        assert.include(message, 'The AWS CLI profile "p" is not in ')
        assert.include(message, `Write [${right}] in place of [${header}] in the ${file} file`)
        assert.notInclude(message, "aws configure")
      })
    )
  }

  it.live("is told where it is a source, and a name with a blank in quotes", () =>
    Effect.gen(function* () {
      const role = `[profile r]\nrole_arn = arn:aws:iam::111111111111:role/r\nsource_profile = p\n[p]\n${keys}`
      assert.include(yield* told({ ".aws/config": role }, "r"), "Write [profile p] in place of [p]")
      const blank = yield* told({ ".aws/config": `[my corp]\n${keys}` }, "my corp")
      assert.include(blank, 'Write [profile "my corp"] in place of [my corp]')
    })
  )

  it.live("is none of another kind of section, nor another profile", () =>
    Effect.gen(function* () {
      const message = yield* told({
        ".aws/config": `[services p]\ns3 =\n[sso-session p]\nsso_region = x\n[q]\n${keys}`
      })
      assert.include(message, "Add it (aws configure --profile p)")
    })
  )
})
