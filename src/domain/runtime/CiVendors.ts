import type * as CiInfo from "ci-info"
import vendors from "ci-info/vendors.json" with { type: "json" }
import { all, any, type Condition, contains, equals, flag, present } from "./Condition.ts"

/** A vendor's constant in `ci-info`, such as `BUILDKITE`. */
export type CiVendorId = Extract<keyof typeof CiInfo, Uppercase<string>>

/** The six CI systems that have names of their own here, older than this package and kept for its users. */
export interface SeedNames {
  /** AWS CodeBuild. */
  readonly CODEBUILD: "aws_codebuild"
  /** GitHub Actions. */
  readonly GITHUB_ACTIONS: "github_action"
  /** GitLab CI/CD. */
  readonly GITLAB: "gitlab_ci"
  /** Bitbucket Pipelines. */
  readonly BITBUCKET: "bitbucket_pipeline"
  /** CircleCI. */
  readonly CIRCLE: "circleci"
  /** Jenkins. */
  readonly JENKINS: "jenkins"
}

const seedNames: SeedNames = {
  CODEBUILD: "aws_codebuild",
  GITHUB_ACTIONS: "github_action",
  GITLAB: "gitlab_ci",
  BITBUCKET: "bitbucket_pipeline",
  CIRCLE: "circleci",
  JENKINS: "jenkins"
}

/** A CI vendor's runtime name: one of the six, else the `ci-info` constant in lower case, such as `azure_pipelines`. */
export type CiVendorName = SeedNames[keyof SeedNames] | Lowercase<Exclude<CiVendorId, keyof SeedNames>>

/** One CI vendor: how it gives itself away, and where that is documented. */
export interface CiVendor {
  readonly id: CiVendorId
  readonly name: CiVendorName
  readonly when: Condition
  readonly docs: string
}

/**
 * Markers of `ci-info` whose documented value is a boolean (`true`, `True` or `1`), so that `false` and `0` unset them.
 * The others carry ids, names or URLs; TaskCluster's `RUN_ID` is `0` on a first run.
 */
const booleanMarkers: ReadonlySet<string> = new Set([
  "AC_APPCIRCLE",
  "APPVEYOR",
  "BITRISE_IO",
  "BUILDKITE",
  "CAPAWESOME_CLOUD",
  "CF_PAGES",
  "CIRCLECI",
  "CIRRUS_CI",
  "DRONE",
  "DSARI",
  "EARTHLY_CI",
  "EAS_BUILD",
  "GITEA_ACTIONS",
  "GITHUB_ACTIONS",
  "GITLAB_CI",
  "LAYERCI",
  "MAGNUM",
  "NETLIFY",
  "NEVERCODE",
  "NOW_BUILDER",
  "RENDER",
  "RWX",
  "SAILCI",
  "SCREWDRIVER",
  "SEMAPHORE",
  "STRIDER",
  "TF_BUILD",
  "TRAVIS",
  "VELA",
  "VERCEL",
  "WORKERS_CI",
  "XCS"
])

/** Where a vendor documents its variables; the others are documented by `ci-info` alone. */
const documentation: { readonly [Id in CiVendorId]?: string } = {
  APPVEYOR: "https://www.appveyor.com/docs/environment-variables/",
  AZURE_PIPELINES: "https://learn.microsoft.com/azure/devops/pipelines/build/variables",
  BAMBOO: "https://confluence.atlassian.com/bamboo/bamboo-variables-289277087.html",
  BITBUCKET: "https://support.atlassian.com/bitbucket-cloud/docs/variables-and-secrets/",
  BITRISE: "https://devcenter.bitrise.io/en/references/available-environment-variables.html",
  BUDDY: "https://buddy.works/docs/pipelines/environment-variables",
  BUILDKITE: "https://buildkite.com/docs/pipelines/environment-variables",
  CIRCLE: "https://circleci.com/docs/variables/",
  CIRRUS: "https://cirrus-ci.org/guide/writing-tasks/#environment-variables",
  CLOUDFLARE_PAGES: "https://developers.cloudflare.com/pages/configuration/build-configuration/#environment-variables",
  CLOUDFLARE_WORKERS: "https://developers.cloudflare.com/workers/ci-cd/builds/configuration/",
  CODEBUILD: "https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-env-vars.html",
  CODEFRESH: "https://codefresh.io/docs/docs/pipelines/variables/",
  CODEMAGIC: "https://docs.codemagic.io/yaml-basic-configuration/environment-variables/",
  DRONE: "https://docs.drone.io/pipeline/environment/reference/",
  EAS: "https://docs.expo.dev/build-reference/variables/",
  GITEA_ACTIONS: "https://docs.gitea.com/usage/actions/overview",
  GITHUB_ACTIONS: "https://docs.github.com/actions/reference/workflows-and-actions/variables",
  GITLAB: "https://docs.gitlab.com/ci/variables/predefined_variables/",
  JENKINS: "https://www.jenkins.io/doc/book/pipeline/jenkinsfile/#using-environment-variables",
  NETLIFY: "https://docs.netlify.com/configure-builds/environment-variables/",
  PROW: "https://docs.prow.k8s.io/docs/jobs/#job-environment-variables",
  RENDER: "https://render.com/docs/environment-variables",
  SCREWDRIVER: "https://docs.screwdriver.cd/user-guide/environment-variables",
  SEMAPHORE: "https://docs.semaphoreci.com/reference/env-vars",
  SOURCEHUT: "https://man.sr.ht/builds.sr.ht/",
  TASKCLUSTER: "https://docs.taskcluster.net/docs/reference/workers/docker-worker/environment",
  TEAMCITY: "https://www.jetbrains.com/help/teamcity/predefined-build-parameters.html",
  TRAVIS: "https://docs.travis-ci.com/user/environment-variables/",
  VELA: "https://go-vela.github.io/docs/reference/environment/variables/",
  VERCEL: "https://vercel.com/docs/environment-variables/system-environment-variables",
  WOODPECKER: "https://woodpecker-ci.org/docs/usage/environment",
  XCODE_CLOUD: "https://developer.apple.com/documentation/xcode/environment-variable-reference"
}

/**
 * How `ci-info` writes a vendor's evidence: a variable, an array of which all must hold, `{ env, includes }`,
 * `{ any: [variables] }`, or an object of variables and the exact values they must have.
 */
type VendorEvidence =
  | string
  | ReadonlyArray<string>
  | { readonly [key: string]: string | ReadonlyArray<string> | undefined }

const isList = (value: VendorEvidence | undefined): value is ReadonlyArray<string> => Array.isArray(value)

const marker = (name: string): Condition => (booleanMarkers.has(name) ? flag(name) : present(name))

const conditionOf = (evidence: VendorEvidence): Condition => {
  if (typeof evidence === "string") return marker(evidence)
  if (isList(evidence)) return all(...evidence.map(marker))
  if (typeof evidence.env === "string" && typeof evidence.includes === "string") {
    return contains(evidence.env, evidence.includes)
  }
  if (isList(evidence.any)) return any(...evidence.any.map(marker))
  return all(
    ...Object.entries(evidence).flatMap(([name, value]) => (typeof value === "string" ? [equals(name, value)] : []))
  )
}

const nameOf = (id: string): string =>
  Object.hasOwn(seedNames, id) ? seedNames[id as keyof SeedNames] : id.toLowerCase()

const vendorOf = (entry: { readonly constant: string; readonly env: VendorEvidence }): CiVendor => {
  // The constants of vendors.json and of ci-info's type declarations are generated from one another.
  const id = entry.constant as CiVendorId
  return {
    id,
    name: nameOf(id) as CiVendorName,
    when: conditionOf(entry.env),
    docs: documentation[id] ?? "https://github.com/watson/ci-info#supported-ci-tools"
  }
}

/** Every CI vendor that `ci-info` knows, in its order. */
export const ciVendors: ReadonlyArray<CiVendor> = vendors.map(vendorOf)
