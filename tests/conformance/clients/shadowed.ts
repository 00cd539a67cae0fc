/** Runs the rows of the table: what a client does with a shadow, and what `exec` makes of it. */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { applyEnvironment, type ChildEnvironment } from "../../../src/domain/child/ChildEnvironment.ts"
import { shadowingVariables } from "../../../src/domain/child/ShadowingVariables.ts"
import * as LocalAws from "../../../src/testing/LocalAws.ts"
import { type Answer, type Asked, type Client, startClient } from "./Client.ts"
import { base, execIn, othersOn, ours, sessionOn, temporaryFolder } from "./Place.ts"
import { homeOf, type Shadow, shadows } from "./shadows.ts"

/** `–`: the server's credentials; `taken`: others; `fails`: none. */
export type Cell = "–" | "taken" | "fails"

const cellOf = ({ arn }: Answer): Cell => (arn === ours ? "–" : arn === undefined ? "fails" : "taken")

export interface ShadowRow {
  readonly row: string
  /** What the client does where the container variables stand beside the shadow. */
  readonly beside: Cell
  /** Whose it is as a child of `exec`, in the same place. */
  readonly inExec: Answer
}

export interface Shadowed {
  /** With the container variables alone. */
  readonly alone: Cell
  readonly rows: ReadonlyArray<ShadowRow>
}

const whoIn = ({ ask }: Asked, endpoint: string, env: { readonly [name: string]: string }): Effect.Effect<Answer> =>
  ask({ op: "who", env, endpoint })

/** Judges one client by all the shadows. */
export const shadowedClient: (client: Client) => Effect.Effect<Shadowed, never, LocalAws.LocalAws | Scope.Scope> =
  Effect.fnUntraced(function* (client) {
    const aws = yield* LocalAws.LocalAws
    const asked = yield* startClient(client)
    const others = yield* othersOn(aws)
    const folder = yield* temporaryFolder
    const session = sessionOn(aws, 3600)
    const whoOf = (env: { readonly [name: string]: string }) => whoIn(asked, aws.endpoint, env)
    const plain = { ...base, ...homeOf({ row: "" }, others, folder) }
    const { set } = yield* execIn(plain, session)
    const server = applyEnvironment({}, { set, unset: [] })
    const alone = cellOf(yield* whoOf({ ...plain, ...server }))
    const rows: Array<ShadowRow> = []
    for (const shadow of shadows) {
      const polluted = { ...base, ...homeOf(shadow, others, folder) }
      const beside = cellOf(yield* whoOf({ ...server, ...polluted }))
      const inExec = yield* whoOf(applyEnvironment(polluted, yield* execIn(polluted, session)))
      rows.push({ row: shadow.row, beside: beside === alone ? "–" : beside, inExec })
    }
    return { alone, rows }
  })

/** What `exec` does about a shadow: its variables are removed, or it gives other files than the user's. */
export const answerOf: (shadow: Shadow) => Effect.Effect<string, never, LocalAws.LocalAws | Scope.Scope> =
  Effect.fnUntraced(function* (shadow) {
    const aws = yield* LocalAws.LocalAws
    const others = yield* othersOn(aws)
    const { HOME = "", ...variables } = homeOf(shadow, others, yield* temporaryFolder)
    const env = { ...base, HOME, ...variables }
    return describeAnswer(variables, yield* execIn(env, sessionOn(aws, 3600)))
  })

const describeAnswer = (variables: { readonly [name: string]: string }, { set, unset }: ChildEnvironment): string => {
  const found = new Set<string>()
  if (Object.keys(variables).some((name) => shadowingVariables.includes(name) && unset.includes(name))) {
    found.add("removed")
  }
  if (["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "BOTO_CONFIG"].some((name) => name in set)) {
    found.add("other files")
  }
  return [...found].join(", ") || "left"
}
