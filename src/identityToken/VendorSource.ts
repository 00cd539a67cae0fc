import * as Effect from "effect/Effect"
import type { TokenPlace } from "../domain/oidc/TokenPlace.ts"
import {
  addressOf,
  type CommandWay,
  type RequestWay,
  type TokenVendor,
  type TokenWay
} from "../domain/oidc/vendors/TokenVendor.ts"
import type { FoundVendor } from "../domain/oidc/vendors/TokenVendors.ts"
import { IdentityTokenError } from "../services/IdentityToken.ts"
import { checkToken } from "./CheckToken.ts"
import { commandToken } from "./CommandToken.ts"
import { heldPlace, tagsNext, tagsUnfit } from "./NamedSources.ts"
import { type Asked, audienceOf, claimsOf, failing, type Job, moment, quoted } from "./Place.ts"
import { requestToken } from "./RequestToken.ts"
import type { Limits, Source } from "./Source.ts"

/** What a place without a token needs, where no vendor is known for it. */
const nameOne =
  "Name the variable, the file or the command that gives the job's token in identityToken of the configuration " +
  "(BOTO_SES_IDENTITY_TOKEN_VARIABLE, …_FILE, …_COMMAND)."

/** A place that nobody knows a token of. */
export const noSource = (place: string): Source => ({
  place: Effect.succeed({ _tag: "NotOffered", by: place, next: nameOne }),
  token: () => Effect.fail(failing(place)("absent", "it is not known to give a job a token of its own.", nameOne))
})

/** A way that the job may go. */
type OpenWay = RequestWay | CommandWay | { readonly _tag: "Held"; readonly name: string; readonly token: string }

const openWays = (way: TokenWay, { env }: Job): ReadonlyArray<OpenWay> => {
  const valueOf = (name: string) => env.get(name)
  switch (way._tag) {
    case "Request":
      return addressOf(way, valueOf) === undefined ||
        (way.permission !== undefined && valueOf(way.permission.variable) === undefined)
        ? []
        : [way]
    case "Command":
      return [way]
    case "Variable":
      return way.names.flatMap((name) => {
        const token = valueOf(name)
        const beside = way.beside?.[name]
        return token === undefined || (beside !== undefined && valueOf(beside) === undefined)
          ? []
          : [{ _tag: "Held", name, token }]
      })
  }
}

const carriesTags = (way: OpenWay): boolean => way._tag !== "Held" && way.tags !== undefined

const commandText = ({ words }: CommandWay): string => words.join(" ")

/** What a reader should know of a way: a permission that ends, a command that has not been run. */
const notesOf = (way: OpenWay, others: ReadonlyArray<OpenWay>, { env }: Job): ReadonlyArray<string> => {
  if (way._tag === "Command") {
    const [held] = others.flatMap((other) => (other._tag === "Held" ? [other] : []))
    const ends = held === undefined ? undefined : claimsOf(held.token.trim())?.expiresAt
    const instead =
      held === undefined
        ? "."
        : `; where it does not, the token of ${held.name} serves${ends === undefined ? "" : `, until ${moment(ends)}`}.`
    return [`Whether its command gives a token (${commandText(way)}) is known when it runs${instead}`]
  }
  const permission = way._tag === "Request" ? way.permission?.variable : undefined
  const ends = permission === undefined ? undefined : claimsOf(env.get(permission)?.trim() ?? "")?.expiresAt
  return ends === undefined ? [] : [`The job may ask for tokens until ${moment(ends)} (${permission}).`]
}

const commandWords = (way: CommandWay, audience: string | undefined, asked: Asked): ReadonlyArray<string> => [
  ...way.words,
  ...(audience === undefined
    ? []
    : way.audience.map((word) =>
        word.replace("{audience}", () => audience).replace("{json}", () => JSON.stringify(audience))
      )),
  ...(way.tags === undefined ? [] : Object.keys(asked.tags ?? {}).flatMap((key) => [way.tags ?? "", key]))
]

const decides = ({ audience }: TokenVendor, way: OpenWay): string | undefined =>
  audience._tag === "Theirs"
    ? audience.where
    : way._tag === "Held"
      ? `the vendor, for the variable ${way.name}`
      : undefined

/** The token that the vendor gives by the first way that the job may go. */
export const vendorSource = (vendor: TokenVendor, { notes }: FoundVendor, job: Job, limits: Limits): Source => {
  const { by, next } = vendor
  const fail = failing(by)
  const ways = vendor.ways.flatMap((way) => openWays(way, job))
  const rule = vendor.audience

  const tokenOf = Effect.fnUntraced(function* (way: OpenWay, asked: Asked) {
    if (Object.keys(asked.tags ?? {}).length > 0 && !carriesTags(way)) {
      return yield* fail("invalid", tagsUnfit, tagsNext)
    }
    const given = audienceOf(asked)
    if (rule._tag === "Fixed" && given !== undefined && given !== rule.audience) {
      const detail = `an audience is given ("${quoted(given)}"), and its tokens are for "${rule.audience}" alone.`
      return yield* fail(
        "invalid",
        detail,
        "Leave identityToken.audience out, and let the provider in IAM have that one."
      )
    }
    const audience = rule._tag === "Asked" ? (given ?? rule.otherwise) : given
    const expected = { audience, fixed: way._tag === "Held", next }
    const said = decides(vendor, way)
    const text =
      way._tag === "Held"
        ? way.token
        : way._tag === "Request"
          ? yield* requestToken(way, job, { asked, audience }, next, fail, limits.request)
          : yield* commandToken(commandWords(way, audience, asked), job, fail, limits.command)
    return yield* checkToken(text, asked, said === undefined ? expected : { ...expected, decides: said }, fail)
  })

  /** A vendor's command may be an old one, or not be there: what it cannot give, the next way does. */
  const tokenBy = ([way, ...others]: ReadonlyArray<OpenWay>, asked: Asked): ReturnType<Source["token"]> => {
    if (way === undefined) return Effect.fail(fail("absent", "it gives this job no token.", next))
    const token = tokenOf(way, asked)
    if (way._tag !== "Command") return token
    return Effect.catch(token, (failure) => {
      if (failure.kind !== "absent" && failure.kind !== "refused") return Effect.fail(failure)
      return others.length === 0
        ? Effect.fail(
            new IdentityTokenError({
              ...failure,
              next: `${next} ${failure.kind === "refused" ? failure.next : ""}`.trim()
            })
          )
        : tokenBy(others, asked)
    })
  }

  const [first, ...others] = ways
  const place: TokenPlace =
    first === undefined
      ? { _tag: "NotOffered", by, next }
      : first._tag === "Held"
        ? heldPlace(by, first.token, notes)
        : {
            _tag: "Offered",
            by,
            renewable: true,
            carriesTags: carriesTags(first),
            notes: [...notes, ...notesOf(first, others, job)]
          }
  return { place: Effect.succeed(place), token: (asked) => tokenBy(ways, asked) }
}
