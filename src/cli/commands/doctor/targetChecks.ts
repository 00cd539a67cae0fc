import { describePrincipal, parsePrincipal } from "../../../domain/aws/Arn.ts"
import { type Check, type CheckName, failed, notChecked, notHere, ok, warning } from "./Check.ts"
import { kindOf, type Look, type LookKind, type Seen } from "./look.ts"
import { reasonOf, type Show, type Trouble, troubleOf } from "./Trouble.ts"

/** The check under which a failure is told; the others of the target then say that they need it. */
const placeOf = (error: unknown, kind: LookKind): CheckName => {
  switch (reasonOf(error)?._tag) {
    case "AccountMismatch":
      return "account"
    case "RegionUnknown":
    case "StsRegionDisabled":
      return "region"
    case "ConfigInvalid":
      return "conflicts"
    default:
      return sourceCheck[kind]
  }
}

const sourceCheck: { readonly [Kind in LookKind]: CheckName } = {
  profile: "profile",
  ambient: "ambient",
  handover: "ambient",
  role: "role",
  refused: "entry",
  entry: "entry"
}

/** Failures of devops by which every role fails that is assumed from it. */
const ofDevops: ReadonlySet<string> = new Set([
  "AmbientAbsent",
  "AmbientUnusable",
  "DevopsNotRecognised",
  "HandoverUnusable",
  "SessionExpired",
  "CredentialsRejected",
  "TimeLimit",
  "StsUnavailable"
])

interface Around {
  readonly looks: ReadonlyArray<Look>
  readonly runtime: string
  /** Whether the ambient credentials look like those that Cloud9 manages. */
  readonly managed: boolean
  readonly show: Show
}

const weakness = ({ plan }: Seen): string | undefined => plan?.notes.find((note) => note.includes("weakly"))

/** How the credentials of a target were had, and whose they are. */
const sourceOk = (check: CheckName, target: string, seen: Seen, show: Show): Check => {
  const { plan, arn } = seen
  const principal = parsePrincipal(arn)
  const who = show(principal === undefined ? arn : describePrincipal(principal))
  switch (plan?._tag) {
    case "UseProfile":
      return ok(check, `${plan.profile}: ${who}`, target)
    case "AssumeRole":
      return ok(check, `${plan.role.name}, assumed from devops`, target)
    case "UseHandover":
      return ok(check, `${who}, handed over by the parent process`, target)
    default:
      break
  }
  if (check === "role") return ok(check, `${who}: the ambient identity already is its role`, target)
  return weakness(seen) === undefined
    ? ok(check, plan === undefined ? who : `${who}: ${show(plan.why)}`, target)
    : warning(
        check,
        `${who} is taken for devops by its session's name alone, which others may bear.`,
        "Give devops.accountId in the configuration.",
        target
      )
}

const needed: { readonly [Name in CheckName]?: string } = {
  conflicts: "needs a configuration without conflicts",
  region: "needs a region"
}

/** The same trouble as that of devops, from which the target would have its credentials. */
const followsDevops = ({ looks }: Around, look: Look, trouble: Trouble, show: Show): boolean => {
  const devops = looks.find(({ target }) => target === "devops")
  if (devops === undefined || devops === look || devops.found._tag === "Success" || kindOf(look) === "profile") {
    return false
  }
  const other = troubleOf(devops.found.failure, show)
  return other.code === trouble.code && (ofDevops.has(trouble.code) || other.found === trouble.found)
}

const sourceCheckOf = (look: Look, around: Around): Check => {
  const { target, found } = look
  const kind = kindOf(look)
  const check = sourceCheck[kind]
  if (found._tag === "Success") return sourceOk(check, target, found.success, around.show)
  const trouble = troubleOf(found.failure, around.show)
  const place = placeOf(found.failure, kind)
  if (place === "account") return ok(check, "gives credentials", target)
  if (place !== check) return notChecked(check, needed[place] ?? "needs what failed above", target)
  if (followsDevops(around, look, trouble, around.show)) return notChecked(check, "needs devops", target)
  if (kind === "role" && around.managed) {
    return notChecked(check, "needs other credentials than those that Cloud9 manages", target)
  }
  return failed(check, trouble, target)
}

const field = (target: string): string => (target === "devops" ? "devops" : `workloads.${target}`)

const accountCheckOf = (look: Look, { show }: Around): Check => {
  const { target, found } = look
  if (found._tag === "Failure") {
    return placeOf(found.failure, kindOf(look)) === "account"
      ? failed("account", troubleOf(found.failure, show), target)
      : notChecked("account", "needs its credentials", target)
  }
  const { accountId, plan } = found.success
  return plan?.guard === undefined
    ? warning(
        "account",
        `${show(accountId)}; nothing says which it should be, so that another would pass.`,
        `Give accountId in ${field(target)} of the configuration.`,
        target
      )
    : ok("account", `${show(accountId)}, as configured`, target)
}

const regionCheck = (looks: ReadonlyArray<Look>, show: Show): Check => {
  for (const look of looks) {
    if (look.found._tag === "Failure" && placeOf(look.found.failure, kindOf(look)) === "region") {
      return failed("region", troubleOf(look.found.failure, show))
    }
  }
  const regions = new Map<string, Array<string>>()
  for (const { target, found } of looks) {
    if (found._tag === "Success") {
      regions.set(found.success.region, [...(regions.get(found.success.region) ?? []), target])
    }
  }
  const [first, ...more] = [...regions]
  if (first === undefined) return notChecked("region", "needs credentials")
  return more.length === 0
    ? ok("region", first[0])
    : ok("region", [first, ...more].map(([region, targets]) => `${region} (${targets.join(", ")})`).join(", "))
}

/** The failure of two parts of the configuration together, which every target meets. */
export const disagreement = (looks: ReadonlyArray<Look>): unknown =>
  looks.flatMap(({ found }) =>
    found._tag === "Failure" && reasonOf(found.failure)?._tag === "ConfigInvalid" ? [found.failure] : []
  )[0]

const appCheck = (around: Around): ReadonlyArray<Check> => {
  const { looks, show } = around
  const app = looks.find(({ target }) => target === "app")
  if (app === undefined) return []
  if (app.found._tag === "Success") {
    const { env, arn } = app.found.success
    return [ok("app", env === undefined ? `${show(arn)}, of no env` : `the session of ${env}`)]
  }
  const trouble = troubleOf(app.found.failure, show)
  const reason = reasonOf(app.found.failure)
  if (reason?._tag === "CurrentEnvUnknown" || reason?._tag === "DefaultAppEnvUnknown") {
    return [warning("app", trouble.found, trouble.next)]
  }
  const told = looks.some(
    (look) => look !== app && look.found._tag === "Failure" && troubleOf(look.found.failure, show).code === trouble.code
  )
  return [told ? notChecked("app", "needs the session of its env") : failed("app", trouble)]
}

const section = (
  looks: ReadonlyArray<Look>,
  kinds: ReadonlyArray<LookKind>,
  name: CheckName,
  absent: string,
  check: (look: Look) => Check
): ReadonlyArray<Check> => {
  const own = looks.filter((look) => kinds.includes(kindOf(look)))
  return own.length === 0 ? [notHere(name, absent)] : own.map(check)
}

/** In an application only its own session can be had; elsewhere it is that of an env, and told with it. */
const judged = (looks: ReadonlyArray<Look>): ReadonlyArray<Look> => {
  const own = looks.filter((look) => look.target !== "app" && kindOf(look) !== "refused")
  return own.length === 0 ? looks.filter(({ target }) => target === "app") : own
}

/** The checks of every target's session: where its credentials come from, its role, its account, its region. */
export const targetChecks = (around: Around): ReadonlyArray<Check> => {
  const { runtime, show } = around
  const looks = judged(around.looks)
  const source = (look: Look): Check => sourceCheckOf(look, around)
  const application = looks.every(({ target }) => target === "app")
  const unguarded = looks.every(({ found }) => found._tag === "Success" && found.success.plan?.guard === undefined)
  return [
    regionCheck(looks, show),
    ...section(looks, ["ambient", "handover"], "ambient", `${runtime} takes credentials from AWS CLI profiles`, source),
    ...section(looks, ["profile"], "profile", `${runtime} uses no AWS CLI profiles`, source),
    ...section(
      looks,
      ["role"],
      "role",
      application ? `${runtime} assumes no role` : `${runtime} assumes no role: each profile gives its own`,
      source
    ),
    ...(application && unguarded
      ? [notHere("account", "not compared in an application, unless guardApp is on")]
      : looks.map((look) => accountCheckOf(look, around))),
    ...looks.filter((look) => kindOf(look) === "entry").map(source),
    ...(application ? [] : appCheck(around))
  ]
}
