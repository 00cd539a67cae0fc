import * as Result from "effect/Result"
import { type Check, type CheckName, checkNames, failed, notChecked, notHere, ok, warning } from "./Check.ts"
import type { Findings } from "./findings.ts"
import { kindOf } from "./look.ts"
import { reasonOf, type Show, troubleOf } from "./Trouble.ts"
import { disagreement, targetChecks } from "./targetChecks.ts"

const seconds = (milliseconds: number): string => {
  const whole = Math.round(Math.abs(milliseconds) / 1000)
  return whole < 120 ? `${whole} s` : `${Math.round(whole / 60)} min`
}

/** Milliseconds. A second is what the measure itself is good for; a minute is no clock that is kept by the network. */
const exact = 2_000
const tolerable = 60_000

/** AWS refuses a request that is dated further off. Source: IAM User Guide, "Troubleshoot AWS Signature Version 4". */
const refused = 5 * 60_000

const clockCheck = ({ clock }: Findings, show: Show): Check => {
  if (Result.isFailure(clock)) return failed("clock", troubleOf(clock.failure, show))
  const offset = clock.success
  if (offset === undefined) return notChecked("clock", "needs a region, to ask its STS for the time")
  const size = Math.abs(offset)
  if (size <= exact) return ok("clock", "as that of STS")
  const found = `This machine's clock is ${seconds(offset)} ${offset > 0 ? "behind" : "ahead of"} that of STS`
  const next = "Set this machine's clock, and let it follow the network's time (NTP)."
  if (size <= tolerable) return ok("clock", `${seconds(offset)} ${offset > 0 ? "behind" : "ahead of"} that of STS`)
  return size <= refused
    ? warning("clock", `${found}; at 5 min AWS refuses requests.`, next)
    : failed("clock", { code: "ClockSkew", found: `${found}: AWS refuses requests dated so.`, next, exitCode: 5 })
}

const runtimeCheck = ({ runtime }: Findings, show: Show): Check => {
  if (Result.isFailure(runtime)) return failed("runtime", troubleOf(runtime.failure, show))
  const { name, evidence, alsoMatched } = runtime.success
  const also = alsoMatched.map((match) => `${match.name}: ${match.evidence}`).join("; ")
  return ok("runtime", `${name}: ${evidence}${also === "" ? "" : ` (less likely ${also})`}`)
}

const configCheck = ({ config, factoryFailure }: Findings, show: Show): Check => {
  if (Result.isSuccess(config)) {
    return factoryFailure === undefined
      ? ok("config", config.success.sources.join("; "))
      : failed("config", troubleOf(factoryFailure, show))
  }
  return reasonOf(config.failure)?._tag === "ConfigConflict"
    ? ok("config", "each source by itself is good")
    : failed("config", troubleOf(config.failure, show))
}

const conflictsCheck = ({ config, looks }: Findings, show: Show): Check => {
  if (Result.isFailure(config)) {
    return reasonOf(config.failure)?._tag === "ConfigConflict"
      ? failed("conflicts", troubleOf(config.failure, show))
      : notChecked("conflicts", "needs the configuration")
  }
  const between = disagreement(looks)
  return between === undefined ? ok("conflicts", "none") : failed("conflicts", troubleOf(between, show))
}

const octal = (mode: number): string => `0${mode.toString(8).padStart(3, "0")}`

const folderCheck = ({ folder, looks }: Findings, show: Show): Check => {
  const devops = looks.find(({ target }) => target === "devops")
  if (devops !== undefined && kindOf(devops) === "refused") {
    return notHere("snapshotFolder", "no devops, so that none is handed over")
  }
  if (Result.isFailure(folder)) return failed("snapshotFolder", troubleOf(folder.failure, show))
  const { path, mode, problem, hasModes } = folder.success
  if (problem !== undefined) {
    const found = `${path} ${problem}.`
    const next = `Look who has been in it, then remove it: it is made anew with mode 0700.`
    return failed("snapshotFolder", { code: "HandoverUnusable", found, next, exitCode: 5 })
  }
  if (mode === undefined) return ok("snapshotFolder", `${path}, which is made with mode 0700 when it is needed`)
  if (!hasModes) return notHere("snapshotFolder", "this system has no modes of files")
  return mode === 0o700
    ? ok("snapshotFolder", `${path}, mode 0700`)
    : warning("snapshotFolder", `${path} has mode ${octal(mode)}, expected 0700.`, `Run: chmod 700 ${path}`)
}

const awsCliCheck = ({ awsCli }: Findings): Check => {
  const version = Result.getOrUndefined(awsCli)
  return version === undefined
    ? notHere("awsCli", "not found; only your own use of it needs it")
    : ok("awsCli", version)
}

const cloud9Check = ({ managed, looks }: Findings, isManaged: boolean): Check => {
  if (managed === undefined) return notHere("cloud9", "this is not Cloud9")
  if (!isManaged) {
    return looks.length === 0
      ? notChecked("cloud9", "needs the configuration")
      : ok("cloud9", "not those that Cloud9 manages")
  }
  return failed("cloud9", {
    code: "Cloud9ManagedCredentials",
    found: "These look like the temporary credentials that Cloud9 manages: they can assume no role.",
    next: "Attach an instance profile to the environment's instance, and switch AWS managed temporary credentials off (Preferences, AWS Settings).",
    exitCode: 5
  })
}

/** What cannot be looked at where there is no factory. */
const ofTargets: ReadonlyArray<CheckName> = ["region", "ambient", "profile", "role", "account", "app"]

/** The verdict on what was found: each check once, or once for each target, in the order of the report. */
export const checksOf = (findings: Findings, show: Show): ReadonlyArray<Check> => {
  const { runtime, config, looks, managed } = findings
  const assumed = looks.some(({ found }) => found._tag === "Success" && found.success.plan?._tag === "AssumeRole")
  const isManaged = managed === true && !assumed
  const need = Result.isFailure(runtime) ? "needs the runtime" : "needs the configuration"
  const targets =
    Result.isFailure(runtime) || Result.isFailure(config) || looks.length === 0
      ? ofTargets.map((name) => notChecked(name, need))
      : targetChecks({ looks, runtime: runtime.success.name, managed: isManaged, show })
  const all = [
    runtimeCheck(findings, show),
    configCheck(findings, show),
    conflictsCheck(findings, show),
    clockCheck(findings, show),
    cloud9Check(findings, isManaged),
    ...targets,
    folderCheck(findings, show),
    awsCliCheck(findings)
  ]
  return checkNames.flatMap((name) => all.filter((check) => check.name === name))
}
