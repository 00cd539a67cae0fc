/** A laptop whose profiles are of every kind that the store of sessions tells apart. */
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { Person } from "../../src/platform/Person.ts"
import type { Question } from "../../src/platform/Question.ts"
import { accounts } from "../factory/acme.ts"
import { type CallOptions, onLaptop } from "./harness.ts"

const serial = `arn:aws:iam::${accounts.devops}:mfa/alice`
const role = (env: "sbx" | "prd") => `role_arn = arn:aws:iam::${accounts[env]}:role/${env}_deployment_role`

/** A local AWS is no endpoint of AWS's: sessions of it are kept where that is asked for. */
const cached: CallOptions = { env: { BOTO_SES_CACHE: "on" } }

const withVariables = (options: CallOptions): CallOptions => ({ ...options, env: { ...cached.env, ...options.env } })

/**
 * `sbx` is a role, `prd` one that takes a code; `tst` has a session's keys, `stg` a process that answers nothing, and `dr`
 * no profile.
 */
export const keptPlace = Effect.gen(function* () {
  const place = yield* onLaptop
  const { aws, cli, folder } = place
  const alice = yield* aws.userCredentials(accounts.devops, "alice")
  const config = [
    `[profile acme-sbx]\n${role("sbx")}\nsource_profile = alice`,
    `[profile acme-prd]\n${role("prd")}\nsource_profile = alice\nmfa_serial = ${serial}`,
    "[profile acme-stg]\ncredential_process = false",
    `[profile alice]\naws_access_key_id = ${alice.accessKeyId}\naws_secret_access_key = ${Redacted.value(alice.secretAccessKey)}`
  ]
  writeFileSync(join(folder, ".aws", "config"), `${config.join("\n")}\n`)
  const keys = yield* aws.roleCredentials(accounts.tst, "tst_deployment_role", { sessionName: "laptop" })
  writeFileSync(
    join(folder, ".aws", "credentials"),
    `[acme-tst]\naws_access_key_id = ${keys.accessKeyId}\naws_secret_access_key = ${Redacted.value(keys.secretAccessKey)}\naws_session_token = ${Redacted.value(keys.sessionToken)}\n`
  )
  const asked: Array<Question> = []
  const person: Person = {
    ask: (question) =>
      Effect.suspend(() => {
        asked.push(question)
        return Effect.map(Effect.orDie(aws.mfaCode(serial)), (line) => ({ _tag: "Line", line }))
      })
  }
  const nobody: Person = {
    ask: () => Effect.succeed({ _tag: "Unasked", why: "there is no terminal here", next: "Run it at a terminal." })
  }
  const call = (line: string, options: CallOptions, who: Person) =>
    Effect.provideService(cli(line.split(" "), withVariables(options)), Person, who)
  return {
    ...place,
    asked,
    /** Runs the command line with a person at the terminal, who has the device. */
    ask: (line: string, options: CallOptions = {}) => call(line, options, person),
    /** The same, where there is no terminal. */
    alone: (line: string, options: CallOptions = {}) => call(line, options, nobody),
    /** How many requests a call makes. */
    requestsOf: <A, E>(work: Effect.Effect<A, E>) =>
      Effect.gen(function* () {
        const before = yield* aws.count()
        const answer = yield* work
        return { answer, requests: (yield* aws.count()) - before }
      })
  }
})
