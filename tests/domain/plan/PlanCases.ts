import type { RuntimeGroup } from "../../../src/domain/runtime/RuntimeName.ts"

/** The dimensions of the table, by the words that rows use. `PlanTable.test.ts` gives each word its facts. */
export const dimensions = {
  group: ["local", "cloud9", "ci", "app", "glue_container", "unknown"],
  ask: ["devops", 'env("devops")', 'env("prd")', "app"],
  ambient: [
    "unknown",
    "absent",
    "unusable",
    "user of devops",
    "role of devops",
    "federated user of devops",
    "root of devops",
    "the role of prd",
    "the role of sbx",
    "a role of another account, named as that of prd"
  ],
  handover: ["yes", "no"],
  /** What the marker of exec names, and whether that is the ambient identity. */
  marker: [
    "none",
    "devops, matching",
    "devops, not matching",
    "prd, matching",
    "prd, not matching",
    "app of prd, matching",
    "app of prd, not matching",
    "app of no env, matching",
    "app of no env, not matching",
    "an env of another program, matching"
  ],
  current: ["unset", "empty", "devops", "prd", "no env's name"],
  options: ["none", "limit, from the call", "limit, from RolePolicy", "other, from the call", "other, from RolePolicy"]
} as const satisfies {
  readonly group: ReadonlyArray<RuntimeGroup>
  readonly [dimension: string]: ReadonlyArray<string>
}

type Dimensions = typeof dimensions
export type Dimension = keyof Dimensions
export type Cell = { readonly [D in Dimension]: Dimensions[D][number] }
export type Match = { readonly [D in Dimension]?: ReadonlyArray<Dimensions[D][number]> }

/**
 * A row holds for every cell that it matches and that no row before it matches; a dimension left out is any.
 *
 * `plan` is the settled plan, or the branches of one that needs the ambient identity. `under` is the branch for the
 * identity that exec's marker names; the branches after it are those of the same cell without a marker.
 */
export type Row = Match & { readonly name: string } & (
    | { readonly plan: string | ReadonlyArray<string> }
    | { readonly under: string }
  )

const devopsAsks = ["devops", 'env("devops")'] as const
const recognised = ["user of devops", "role of devops", "federated user of devops"] as const
const unsettled = ["unknown"] as const
const nobody = ["absent", "unusable"] as const
const fromCall = ["limit, from the call", "other, from the call"] as const
const limits = ["limit, from the call", "limit, from RolePolicy"] as const
const lostByEnv = [...limits, "other, from the call"] as const
const notApplicable = "Refuse OptionNotApplicable"

/** Inside our own exec: the marker's identity, once the ambient one matches, in every group but app. */
const known: Match = {
  ambient: dimensions.ambient.filter((ambient) => !["unknown", ...nobody].includes(ambient))
}
const inExec: Match = { group: ["local", "cloud9", "ci", "glue_container", "unknown"] }
const ofPrd = ["prd, matching", "app of prd, matching"] as const
const claimsPrd = [...ofPrd, "prd, not matching", "app of prd, not matching"] as const
const claimsDevops = ["devops, matching", "devops, not matching"] as const
const ofNone = ["app of no env, matching", "an env of another program, matching"] as const
const claimsNone = [...ofNone, "app of no env, not matching"] as const

const execRows: ReadonlyArray<Row> = [
  {
    name: "exec devops: devops is the ambient identity",
    ...inExec,
    ...known,
    ask: devopsAsks,
    marker: ["devops, matching"],
    options: ["none", "limit, from RolePolicy", "other, from RolePolicy"],
    plan: "UseAmbient devops@devops"
  },
  {
    name: "exec devops: an option of the call has no role to go to",
    ...inExec,
    ...known,
    ask: devopsAsks,
    marker: ["devops, matching"],
    options: ["other, from the call"],
    plan: notApplicable
  },
  {
    name: "exec devops, identity not asked yet",
    ...inExec,
    ask: devopsAsks,
    marker: claimsDevops,
    ambient: unsettled,
    options: ["none", "limit, from RolePolicy", "other, from RolePolicy"],
    under: "UseAmbient devops@devops"
  },
  {
    name: "exec devops, identity not asked yet, an option of the call",
    ...inExec,
    ask: devopsAsks,
    marker: claimsDevops,
    ambient: unsettled,
    options: ["other, from the call"],
    under: notApplicable
  },
  {
    name: "exec prd, or exec app with the env prd: env(prd) and app are the ambient identity",
    ...inExec,
    ...known,
    ask: ['env("prd")', "app"],
    marker: ofPrd,
    options: ["none", "other, from RolePolicy"],
    plan: "UseAmbient prd@prd"
  },
  {
    name: "exec prd: an option of the call has no role to go to",
    ...inExec,
    ...known,
    ask: ['env("prd")', "app"],
    marker: ofPrd,
    options: ["other, from the call"],
    plan: notApplicable
  },
  {
    name: "exec prd, identity not asked yet",
    ...inExec,
    ask: ['env("prd")', "app"],
    marker: claimsPrd,
    ambient: unsettled,
    options: ["none", "other, from RolePolicy"],
    under: "UseAmbient prd@prd"
  },
  {
    name: "exec prd, identity not asked yet, an option of the call",
    ...inExec,
    ask: ['env("prd")', "app"],
    marker: claimsPrd,
    ambient: unsettled,
    options: ["other, from the call"],
    under: notApplicable
  }
]

/** All but a limit of the call, which no marker lifts. */
const underMarker = ["none", "limit, from RolePolicy", "other, from the call", "other, from RolePolicy"] as const

/** exec of an app without env, or of an env that this program does not know: the app is held to the table's env. */
const foreignRows = (
  where: Match & { readonly name: string },
  env: "devops" | "sbx" | "prd",
  own: ReadonlyArray<Cell["ambient"]>
): ReadonlyArray<Row> => {
  const rows: ReadonlyArray<Row> = [
    {
      name: "app is the ambient identity, which is of the account stated",
      ambient: own,
      marker: ofNone,
      options:
        env === "devops"
          ? ["none", "limit, from RolePolicy", "other, from RolePolicy"]
          : ["none", "other, from RolePolicy"],
      plan: `UseAmbient ${env}@${env}`
    },
    {
      name: "an option has no role to go to",
      ambient: own,
      marker: ofNone,
      options: ["limit, from RolePolicy", "other, from the call"],
      plan: notApplicable
    },
    { name: "of another account", ...known, marker: ofNone, options: underMarker, plan: "Refuse AccountMismatch" },
    {
      name: "of another account, identity not asked yet",
      ambient: unsettled,
      marker: claimsNone,
      options: underMarker,
      under: "Refuse AccountMismatch"
    }
  ]
  return rows.map((row) => ({
    ...row,
    ...where,
    ask: ["app"],
    name: `exec of no env we know, ${where.name}: ${row.name}`
  }))
}

const foreignRefusals = (where: Match & { readonly name: string }, refusal: string): ReadonlyArray<Row> => {
  const rows: ReadonlyArray<Row> = [
    { name: "", ...known, marker: ofNone, options: underMarker, plan: refusal },
    { name: ", identity not asked yet", ambient: unsettled, marker: claimsNone, options: underMarker, under: refusal }
  ]
  return rows.map((row) => ({
    ...row,
    ...where,
    ask: ["app"],
    name: `exec of no env we know, ${where.name}${row.name}`
  }))
}

const ofDevops = ["user of devops", "role of devops", "federated user of devops", "root of devops"] as const
const applications = ["glue_container", "unknown"] as const

const foreignAppRows: ReadonlyArray<Row> = [
  ...foreignRows({ name: "local or cloud9", group: ["local", "cloud9"] }, "sbx", ["the role of sbx"]),
  ...foreignRows({ name: "ci, current env devops", group: ["ci"], current: ["devops"] }, "sbx", ["the role of sbx"]),
  ...foreignRows({ name: "ci, current env prd", group: ["ci"], current: ["prd"] }, "prd", ["the role of prd"]),
  ...foreignRefusals(
    { name: "ci without a current env", group: ["ci"], current: ["unset", "empty"] },
    "Refuse CurrentEnvUnknown"
  ),
  ...foreignRefusals(
    { name: "an unknown current env", group: ["ci", ...applications], current: ["no env's name"] },
    "Refuse UnknownEnv"
  ),
  ...foreignRows({ name: "application, devops", group: applications, current: ["devops"] }, "devops", ofDevops),
  ...foreignRows({ name: "application, prd", group: applications, current: ["prd"] }, "prd", ["the role of prd"]),
  {
    name: "exec of no env we know, and the place knows none: app is the ambient identity, as without exec",
    group: applications,
    ...known,
    ask: ["app"],
    marker: ofNone,
    options: ["none", "limit, from RolePolicy", "other, from RolePolicy"],
    plan: "UseAmbient -@the marker's"
  },
  {
    name: "the same: an option of the call has no role to go to",
    group: applications,
    ...known,
    ask: ["app"],
    marker: ofNone,
    options: ["other, from the call"],
    plan: notApplicable
  },
  {
    name: "the same, identity not asked yet",
    group: applications,
    ask: ["app"],
    marker: claimsNone,
    ambient: unsettled,
    options: ["none", "limit, from RolePolicy", "other, from RolePolicy"],
    under: "UseAmbient -@the marker's"
  },
  {
    name: "the same, identity not asked yet, an option of the call",
    group: applications,
    ask: ["app"],
    marker: claimsNone,
    ambient: unsettled,
    options: ["other, from the call"],
    under: notApplicable
  }
]

const localRows: ReadonlyArray<Row> = [
  { name: "local devops takes no options", group: ["local"], ask: devopsAsks, options: fromCall, plan: notApplicable },
  {
    name: "local devops: the hand-over, where there is one",
    group: ["local"],
    ask: devopsAsks,
    handover: ["yes"],
    plan: "UseHandover devops@devops"
  },
  {
    name: "local devops: its profile",
    group: ["local"],
    ask: devopsAsks,
    plan: "UseProfile devops@devops"
  },
  {
    name: "local env and app: a limit and the call's options have no role to go to",
    group: ["local"],
    options: lostByEnv,
    plan: notApplicable
  },
  { name: "local env: its profile", group: ["local"], ask: ['env("prd")'], plan: "UseProfile prd@prd" },
  { name: "local app: the profile of defaultAppEnv", group: ["local"], ask: ["app"], plan: "UseProfile sbx@sbx" }
]

/** devops where the place has an ambient identity. */
const ambientDevopsRows: ReadonlyArray<Row> = [
  {
    name: "devops is the ambient identity",
    ambient: recognised,
    options: ["none", "limit, from RolePolicy", "other, from RolePolicy"],
    plan: "UseAmbient devops@devops"
  },
  { name: "devops takes no options", ambient: recognised, plan: notApplicable },
  {
    name: "devops, identity not asked yet, handed over, an option of the call",
    ambient: unsettled,
    handover: ["yes"],
    options: fromCall,
    plan: [notApplicable, notApplicable]
  },
  {
    name: "devops, identity not asked yet, handed over",
    ambient: unsettled,
    handover: ["yes"],
    plan: ["UseAmbient devops@devops", "UseHandover devops@devops"]
  },
  {
    name: "devops, identity not asked yet, an option of the call",
    ambient: unsettled,
    options: fromCall,
    plan: [notApplicable, "Refuse DevopsNotRecognised", "Refuse AmbientAbsent"]
  },
  {
    name: "devops, identity not asked yet",
    ambient: unsettled,
    plan: ["UseAmbient devops@devops", "Refuse DevopsNotRecognised", "Refuse AmbientAbsent"]
  },
  { name: "handed-over devops takes no options", handover: ["yes"], options: fromCall, plan: notApplicable },
  { name: "the ambient identity is not devops: the hand-over", handover: ["yes"], plan: "UseHandover devops@devops" },
  { name: "no ambient credentials, no hand-over", ambient: ["absent"], plan: "Refuse AmbientAbsent" },
  {
    name: "ambient credentials that cannot be used, no hand-over",
    ambient: ["unusable"],
    plan: "Refuse AmbientUnusable"
  },
  { name: "the ambient identity is not devops, no hand-over", plan: "Refuse DevopsNotRecognised" }
].map((row) => ({ ...row, name: `cloud9, ci: ${row.name}`, group: ["cloud9", "ci"], ask: devopsAsks }) as Row)

/** A workload where the place has an ambient identity: itself where it is the env's role, else assumed from devops. */
const ambientEnvRows = (where: Match & { readonly name: string }, env: "sbx" | "prd"): ReadonlyArray<Row> => {
  const own = `the role of ${env}` as const
  const ambient = `AssumeRole ${env}@${env} from UseAmbient devops@devops`
  const handover = `AssumeRole ${env}@${env} from UseHandover devops@devops`
  const rows: ReadonlyArray<Match & { readonly name: string; readonly plan: string | ReadonlyArray<string> }> = [
    {
      name: "the ambient identity is its role",
      ambient: [own],
      options: ["none", "other, from RolePolicy"],
      plan: `UseAmbient ${env}@${env}`
    },
    {
      name: "the ambient identity is its role, an option of the call",
      ambient: [own],
      options: ["other, from the call"],
      plan: notApplicable
    },
    { name: "assumed from the ambient devops", ambient: recognised, plan: ambient },
    {
      name: "identity not asked yet, handed over, a limit",
      ambient: unsettled,
      handover: ["yes"],
      options: limits,
      plan: [ambient, handover]
    },
    {
      name: "identity not asked yet, a limit",
      ambient: unsettled,
      options: limits,
      plan: [ambient, "Refuse DevopsNotRecognised", "Refuse AmbientAbsent"]
    },
    {
      name: "identity not asked yet, handed over, an option of the call",
      ambient: unsettled,
      handover: ["yes"],
      options: ["other, from the call"],
      plan: [notApplicable, ambient, handover]
    },
    {
      name: "identity not asked yet, an option of the call",
      ambient: unsettled,
      options: ["other, from the call"],
      plan: [notApplicable, ambient, "Refuse DevopsNotRecognised", "Refuse AmbientAbsent"]
    },
    {
      name: "identity not asked yet, handed over",
      ambient: unsettled,
      handover: ["yes"],
      plan: [`UseAmbient ${env}@${env}`, ambient, handover]
    },
    {
      name: "identity not asked yet",
      ambient: unsettled,
      plan: [`UseAmbient ${env}@${env}`, ambient, "Refuse DevopsNotRecognised", "Refuse AmbientAbsent"]
    },
    { name: "assumed from the devops handed over", handover: ["yes"], plan: handover },
    { name: "no ambient credentials", ambient: ["absent"], plan: "Refuse AmbientAbsent" },
    { name: "ambient credentials that cannot be used", ambient: ["unusable"], plan: "Refuse AmbientUnusable" },
    { name: "the ambient identity is another", plan: "Refuse DevopsNotRecognised" }
  ]
  return rows.map((row) => ({ ...row, ...where, name: `${where.name}: ${row.name}` }))
}

const ambientAppRows: ReadonlyArray<Row> = [
  ...ambientEnvRows({ name: "cloud9 app is env(defaultAppEnv)", group: ["cloud9"], ask: ["app"] }, "sbx"),
  {
    name: "ci app without a current env",
    group: ["ci"],
    ask: ["app"],
    current: ["unset", "empty"],
    plan: "Refuse CurrentEnvUnknown"
  },
  {
    name: "ci app of an unknown current env",
    group: ["ci"],
    ask: ["app"],
    current: ["no env's name"],
    plan: "Refuse UnknownEnv"
  },
  ...ambientEnvRows(
    { name: "ci app, current env devops, is env(defaultAppEnv)", group: ["ci"], ask: ["app"], current: ["devops"] },
    "sbx"
  ),
  ...ambientEnvRows(
    { name: "ci app, current env prd, is env(prd)", group: ["ci"], ask: ["app"], current: ["prd"] },
    "prd"
  )
]

const applicationRows: ReadonlyArray<Row> = [
  {
    name: "an application has no devops and no env",
    group: ["app", "glue_container"],
    ask: [...devopsAsks, 'env("prd")'],
    plan: "Refuse NotFromApplication"
  },
  {
    name: "an unknown place has no devops and no env",
    group: ["unknown"],
    ask: [...devopsAsks, 'env("prd")'],
    plan: "Refuse RuntimeUnknown"
  },
  {
    name: "an unknown current env does not fail an application, and does another place",
    group: ["glue_container", "unknown"],
    current: ["no env's name"],
    plan: "Refuse UnknownEnv"
  },
  { name: "an application's app takes no options", options: fromCall, plan: notApplicable },
  {
    name: "a policy's limit on the current env cannot be applied to the platform's role",
    current: ["prd"],
    options: ["limit, from RolePolicy"],
    plan: notApplicable
  },
  {
    name: "an application of no env",
    current: ["unset", "empty", "no env's name"],
    plan: "UseAmbient -@-"
  },
  {
    name: "an application whose current env is devops",
    group: ["app"],
    current: ["devops"],
    plan: "UseAmbient devops@-"
  },
  { name: "an application of prd, without the guard", group: ["app"], plan: "UseAmbient prd@-" },
  {
    name: "Glue's container or an unknown place, current env devops",
    current: ["devops"],
    plan: "UseAmbient devops@devops"
  },
  { name: "Glue's container or an unknown place, current env prd", plan: "UseAmbient prd@prd" }
]

/** DESIGN's table in full: for each cell the first row that matches it. */
export const rows: ReadonlyArray<Row> = [
  ...execRows,
  ...foreignAppRows,
  ...localRows,
  ...ambientDevopsRows,
  ...ambientEnvRows({ name: "cloud9, ci env", group: ["cloud9", "ci"], ask: ['env("prd")'] }, "prd"),
  ...ambientAppRows,
  ...applicationRows
]
