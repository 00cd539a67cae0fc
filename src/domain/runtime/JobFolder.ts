import type { RuntimeName } from "./RuntimeName.ts"

/** The variable by which a CI system names a temporary folder that is one job's alone. */
export interface JobFolder {
  readonly variable: string
  readonly docs: string
}

/**
 * The systems that document such a folder, and that it is emptied when the job ends. Others name one that is not:
 * Jenkins' `WORKSPACE_TMP` stays for later builds, GitLab's `CI_BUILDS_DIR` is every project's, and Gitea's runner sets
 * `RUNNER_TEMP` to the `/tmp` of its machine.
 */
const jobFolders: { readonly [Name in RuntimeName]?: JobFolder } = {
  github_action: {
    variable: "RUNNER_TEMP",
    docs: "https://docs.github.com/actions/reference/workflows-and-actions/variables"
  },
  azure_pipelines: {
    variable: "AGENT_TEMPDIRECTORY",
    docs: "https://learn.microsoft.com/azure/devops/pipelines/build/variables"
  }
}

/** Where a job of this system may keep files that end with it; `undefined` where its vendor documents no such place. */
export const jobFolderOf = (name: RuntimeName): JobFolder | undefined => jobFolders[name]
