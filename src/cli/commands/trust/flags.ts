import type { JobPart } from "../../../domain/oidc/CiVendors.ts"
import type { JobProblem } from "../../../domain/oidc/JobSubject.ts"

/** The flag of each part of a job. */
export const partFlags: { readonly [Part in JobPart]: { readonly name: string; readonly about: string } } = {
  repo: { name: "repo", about: "OWNER/NAME, or GROUP/PROJECT" },
  repoId: { name: "repo-id", about: "The repository's id (Bitbucket: its UUID)" },
  organization: { name: "organization", about: "The organization, or the workspace" },
  organizationId: { name: "organization-id", about: "The id of the organization, owner, workspace or account" },
  project: { name: "project", about: "The project (CircleCI: its UUID)" },
  pipeline: { name: "pipeline", about: "The pipeline (Codefresh: its id)" },
  serviceConnection: { name: "service-connection", about: "The service connection of Azure Pipelines" },
  serviceAccount: { name: "service-account", about: "The unique id of Google's service account" },
  branch: { name: "branch", about: "The branch; may have * and ?" },
  tag: { name: "tag", about: "The tag; may have * and ?" },
  environment: { name: "environment", about: "The environment; may have * and ?" }
}

const others = { issuer: "issuer", audience: "audience", allowPullRequests: "allow-pull-requests" } as const

/** The flag that a part stands in. */
export const flagOf = (part: JobProblem["part"]): string =>
  part === "issuer" || part === "audience" || part === "allowPullRequests" ? others[part] : partFlags[part].name
