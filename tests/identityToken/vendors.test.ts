import * as Duration from "effect/Duration"
import * as Layer from "effect/Layer"
import { layer as layerIdentityToken } from "../../src/live/IdentityToken.ts"
import * as LocalCi from "../../src/testing/LocalCi.ts"
import { jobs } from "../../src/testing/localCi/Jobs.ts"
import { identityTokenSuite } from "./identityTokenSuite.ts"

const names: { readonly [Vendor in LocalCi.Vendor]: string } = {
  github_action: "GitHub Actions",
  forgejo: "Forgejo Actions",
  buildkite: "Buildkite",
  azure_pipelines: "Azure Pipelines",
  circleci: "CircleCI",
  codefresh: "Codefresh",
  google_cloud_build: "Google Cloud Build",
  gitlab_ci: "GitLab CI",
  bitbucket_pipeline: "Bitbucket Pipelines",
  semaphore: "Semaphore",
  vercel: "Vercel",
  hcp_terraform: "HCP Terraform",
  spacelift: "Spacelift"
}

for (const vendor of LocalCi.vendors) {
  // CircleCI's command is not there; its variable is tested in circleci.test.ts.
  if (vendor === "circleci") continue
  const job = jobs[vendor]
  const mints = job.endpoint !== undefined
  identityTokenSuite(names[vendor], {
    layer: Layer.provide(Layer.provide(layerIdentityToken, LocalCi.layerVariables), LocalCi.layer({ vendor })),
    issuer: job.issuer,
    audience: mints && vendor !== "azure_pipelines" ? "sts.amazonaws.com" : job.audience,
    by: names[vendor],
    renewable: mints,
    life: Duration.toMillis(Duration.seconds(job.life))
  })
}
