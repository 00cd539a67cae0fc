/** Shared files that cannot be read count as absent, and where they are. */
import { type Case, container, environmentKeys, keys, noRegion, rows } from "../Case.ts"

const theContainer = { env: container, compare: ["credentials"] } as const
const inCredentials = { ".aws/credentials": `[x]\n${keys("AKIAX")}[default]\n${keys("AKIAD")}` }
const inConfig = { ".aws/config": `[profile x]\n${keys("AKIAX")}[default]\n${keys("AKIAD")}` }
const ofProfile = { profile: "x", compare: ["credentials"] } as const

const unreadable: ReadonlyArray<Omit<Case, "of">> = [
  {
    name: "config is a folder: the container",
    ...theContainer,
    files: { ".aws/config": null },
    real: "cli"
  },
  {
    name: "credentials is a folder: the container",
    ...theContainer,
    files: { ".aws/credentials": null }
  },
  { name: ".aws is a file: the container", real: "boto3", ...theContainer, files: { ".aws": "x" } },
  { name: "HOME=/dev/null: the container", ...theContainer, env: { ...container, HOME: "/dev/null" } },
  {
    name: "config is a loop of links: the container",
    ...theContainer,
    files: { ".aws/config": { link: "config" } }
  },
  {
    name: "credentials is a loop of links: the container",
    ...theContainer,
    files: { ".aws/credentials": { link: "credentials" } }
  },
  {
    name: ".aws is a loop of links: the container",
    ...theContainer,
    files: { ".aws": { link: ".aws" } }
  },
  {
    name: "config links to what is not there: the container",
    ...theContainer,
    files: { ".aws/config": { link: "{HOME}/nowhere" } }
  },
  {
    name: "config is a folder: keys of the credentials file",
    ...ofProfile,
    files: { ...inCredentials, ".aws/config": null }
  },
  {
    name: "credentials is a folder: keys of the config file",
    ...ofProfile,
    files: { ...inConfig, ".aws/credentials": null }
  },
  {
    name: "config is a folder: keys of the environment",
    env: environmentKeys,
    files: { ".aws/config": null },
    compare: ["credentials", "sts", "s3"]
  },
  {
    name: "config not readable: keys of the credentials file",
    ...ofProfile,
    files: { ...inCredentials, ".aws/config": "[profile x]\nregion=us-west-2\n" },
    unreadable: [".aws/config"]
  },
  {
    name: "credentials not readable: keys of the config file",
    ...ofProfile,
    files: { ...inConfig, ".aws/credentials": `[x]\n${keys("AKIAC")}` },
    unreadable: [".aws/credentials"]
  },
  {
    name: "neither readable: the container",
    ...theContainer,
    files: { ...inConfig, ...inCredentials },
    unreadable: [".aws/config", ".aws/credentials"]
  },
  {
    name: ".aws not readable: the container",
    ...theContainer,
    files: inCredentials,
    unreadable: [".aws"]
  },
  {
    name: "config not readable: a profile is not found",
    ...ofProfile,
    files: inConfig,
    unreadable: [".aws/config"]
  },
  {
    name: "AWS_CONFIG_FILE names a folder: the container",
    ...theContainer,
    env: { ...container, AWS_CONFIG_FILE: "{HOME}" }
  },
  {
    name: "AWS_CONFIG_FILE below a file: the container",
    ...theContainer,
    env: { ...container, AWS_CONFIG_FILE: "{HOME}/tok/config" },
    files: { tok: "x" }
  },
  {
    name: "AWS_CONFIG_FILE has a name too long: the container",
    ...theContainer,
    env: { ...container, AWS_CONFIG_FILE: `{HOME}/${"x".repeat(300)}` }
  },
  {
    name: "AWS_SHARED_CREDENTIALS_FILE names a folder: keys of the config file",
    ...ofProfile,
    env: { AWS_SHARED_CREDENTIALS_FILE: "{HOME}" },
    files: inConfig
  },
  {
    name: "AWS_SHARED_CREDENTIALS_FILE is not there: the container",
    ...theContainer,
    env: { ...container, AWS_SHARED_CREDENTIALS_FILE: "{HOME}/nowhere" },
    files: inCredentials
  },
  {
    name: "config that is not UTF-8 is an error",
    ...theContainer,
    env: { ...container },
    files: { ".aws/config": "[default]\nregion=eu-west-1\nthis is nothing\n" }
  },
  {
    name: "config of a link",
    ...ofProfile,
    files: { real: inConfig[".aws/config"], ".aws/config": { link: "{HOME}/real" } }
  },
  { name: "empty files: the container", ...theContainer, files: { ".aws/config": "", ".aws/credentials": "\n" } }
]

const located: ReadonlyArray<Omit<Case, "of">> = [
  {
    name: "AWS_CONFIG_FILE with $HOME",
    ...ofProfile,
    env: { AWS_CONFIG_FILE: "$HOME/cfg" },
    files: { cfg: inConfig[".aws/config"] },
    real: "cli"
  },
  {
    name: "AWS_CONFIG_FILE with HOME in braces",
    ...ofProfile,
    env: { AWS_CONFIG_FILE: `$${"{HOME}"}/cfg` },
    files: { cfg: inConfig[".aws/config"] }
  },
  {
    name: "AWS_CONFIG_FILE with ~",
    ...ofProfile,
    env: { AWS_CONFIG_FILE: "~/cfg" },
    files: { cfg: inConfig[".aws/config"] }
  },
  {
    name: "AWS_CONFIG_FILE with a variable that is not set",
    ...ofProfile,
    env: { AWS_CONFIG_FILE: "{HOME}/$NOWHERE/cfg" },
    files: { "$NOWHERE/cfg": inConfig[".aws/config"] }
  },
  {
    name: "AWS_CONFIG_FILE with a variable of its own",
    ...ofProfile,
    env: { AWS_CONFIG_FILE: "$PLACE/cfg", PLACE: "{HOME}/place" },
    files: { "place/cfg": inConfig[".aws/config"] }
  },
  {
    name: "AWS_CONFIG_FILE with a variable that begins with ~",
    ...ofProfile,
    env: { AWS_CONFIG_FILE: "$PLACE/cfg", PLACE: "~/place" },
    files: { "place/cfg": inConfig[".aws/config"] }
  },
  {
    name: "AWS_CONFIG_FILE with a dollar alone",
    ...ofProfile,
    env: { AWS_CONFIG_FILE: "{HOME}/a$/cfg" },
    files: { "a$/cfg": inConfig[".aws/config"] }
  },
  {
    name: "AWS_SHARED_CREDENTIALS_FILE with $HOME",
    ...ofProfile,
    env: { AWS_SHARED_CREDENTIALS_FILE: "$HOME/cred" },
    files: { cred: inCredentials[".aws/credentials"] }
  },
  {
    name: "AWS_SHARED_CREDENTIALS_FILE with ~",
    ...ofProfile,
    env: { AWS_SHARED_CREDENTIALS_FILE: "~/cred" },
    files: { cred: inCredentials[".aws/credentials"] }
  },
  {
    name: "AWS_CONFIG_FILE empty: no file",
    real: "boto3",
    ...theContainer,
    env: { ...container, AWS_CONFIG_FILE: "" },
    files: inConfig
  },
  {
    name: "AWS_SHARED_CREDENTIALS_FILE empty: no file",
    ...theContainer,
    env: { ...container, AWS_SHARED_CREDENTIALS_FILE: "" },
    files: inCredentials
  },
  {
    name: "both empty, a profile asked for",
    ...ofProfile,
    env: { AWS_CONFIG_FILE: "", AWS_SHARED_CREDENTIALS_FILE: "" },
    files: { ...inConfig, ...inCredentials }
  },
  {
    name: "AWS_CONFIG_FILE empty: keys of the credentials file",
    ...ofProfile,
    env: { AWS_CONFIG_FILE: "" },
    files: inCredentials
  },
  {
    name: "AWS_CONFIG_FILE=/dev/null: the container",
    ...theContainer,
    env: { ...container, AWS_CONFIG_FILE: "/dev/null", AWS_SHARED_CREDENTIALS_FILE: "/dev/null" },
    files: { ...inConfig, ...inCredentials }
  },
  { name: "HOME unset: no profile of this name", ...ofProfile, env: { HOME: null } },
  { name: "HOME unset: the container", ...theContainer, env: { ...container, HOME: null } },
  {
    name: "HOME unset, AWS_CONFIG_FILE set",
    ...ofProfile,
    env: { HOME: null, AWS_CONFIG_FILE: "{HOME}/cfg" },
    files: { cfg: inConfig[".aws/config"] }
  },
  {
    name: "USERPROFILE is no home here",
    ...ofProfile,
    env: { HOME: "/nowhere", USERPROFILE: "{HOME}" },
    files: inConfig
  },
  {
    name: "both variables name one file",
    profile: "x",
    env: { ...noRegion, AWS_CONFIG_FILE: "{HOME}/one", AWS_SHARED_CREDENTIALS_FILE: "{HOME}/one" },
    files: { one: `[profile x]\nregion=us-west-2\n[x]\n${keys("AKIAX")}` },
    compare: ["credentials", "region"]
  }
]

export const files: ReadonlyArray<Case> = [...rows(18, unreadable), ...rows(25, located)]
