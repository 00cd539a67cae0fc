import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import { ciVendorNames, type JobPart } from "../../../domain/oidc/CiVendors.ts"
import type { CliCommand } from "../../CliCommand.ts"
import { withCurrentFactory } from "../../CurrentFactory.ts"
import { flagOff, target } from "../../SharedParameters.ts"
import { reportFailure } from "../../terminal/ReportFailure.ts"
import { formats } from "./documents.ts"
import { partFlags } from "./flags.ts"

const text = (name: string, about: string): Flag.Flag<Option.Option<string>> =>
  Flag.String(name).pipe(Flag.withDescription(about), Flag.optional)

const partFlag = (part: JobPart): Flag.Flag<Option.Option<string>> => text(partFlags[part].name, partFlags[part].about)

export const trust: CliCommand<"trust"> = Command.make(
  "trust",
  {
    target,
    ci: Flag.Literals("ci", ciVendorNames).pipe(
      Flag.withDescription("Whose job it is (default: the token of the job that this runs in tells)"),
      Flag.optional
    ),
    parts: {
      repo: partFlag("repo"),
      repoId: partFlag("repoId"),
      organization: partFlag("organization"),
      organizationId: partFlag("organizationId"),
      project: partFlag("project"),
      pipeline: partFlag("pipeline"),
      serviceConnection: partFlag("serviceConnection"),
      serviceAccount: partFlag("serviceAccount"),
      branch: partFlag("branch"),
      tag: partFlag("tag"),
      environment: partFlag("environment")
    },
    issuer: text("issuer", "The URL of the provider, where the server is your own"),
    audience: text("audience", "For whom the token is (default: the vendor's, or sts.amazonaws.com)"),
    allowPullRequests: flagOff("allow-pull-requests", "Trust pull requests too"),
    provider: flagOff("provider", "Print the OpenID Connect provider too"),
    format: Flag.Literals("format", formats).pipe(
      Flag.withDescription("The policy alone, or a role for a tool (default: json)"),
      Flag.optional
    )
  },
  (input) =>
    Effect.flatMap(
      Effect.promise(() => import("./trust.ts")),
      (loaded) => loaded.trust(input)
    ).pipe(withCurrentFactory, reportFailure)
).pipe(
  Command.withDescription(
    "Print the trust policy by which the role of a target trusts a CI job's own token (OpenID Connect), without a request to AWS."
  ),
  Command.withShortDescription("Print the trust policy for a CI job's token"),
  Command.withExamples([
    { command: "boto-ses trust prd" },
    { command: "boto-ses trust prd --ci github --repo acme/app --environment prd --provider --format terraform" }
  ])
)
