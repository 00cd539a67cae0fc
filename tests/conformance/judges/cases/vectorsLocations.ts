/**
 * Where the shared files are, by the facts that the SDKs' shared tests hold about it.
 *
 * Sources: AWS SDK for Rust, file-location-tests; AWS SDKs and Tools Reference Guide, "Location of the shared config and
 * credentials files".
 */
import { type Case, keys, noRegion, rows } from "../Case.ts"

type Row = Omit<Case, "of">

const red = `[profile red]\n${keys("AKIARED")}`
const credentials = `[red]\n${keys("AKIACRED")}`

const located = (name: string, env: Row["env"], files: Row["files"], more: Partial<Row> = {}): Row => ({
  name: `vectors: ${name}`,
  profile: "red",
  ...(env === undefined ? {} : { env }),
  ...(files === undefined ? {} : { files }),
  compare: ["credentials"],
  ...more
})

const locations: ReadonlyArray<Row> = [
  located(
    "HOME before what Windows has for it",
    { USERPROFILE: "/nowhere", HOMEDRIVE: "C:", HOMEPATH: "\\nowhere" },
    { ".aws/config": red }
  ),
  located(
    "HOMEDRIVE and HOMEPATH are no home here",
    { HOME: "/nowhere", HOMEDRIVE: "", HOMEPATH: "{HOME}" },
    {
      ".aws/config": red
    }
  ),
  located("HOME with a slash at its end", { HOME: "{HOME}/" }, { ".aws/config": red }),
  located("HOME by a link", { HOME: "{HOME}/link" }, { "real/.aws/config": red, link: { link: "{HOME}/real" } }),
  located("the folder .aws by a link", undefined, { "real/config": red, ".aws": { link: "{HOME}/real" } }),
  located(
    "the config file elsewhere, the credentials file at home",
    { AWS_CONFIG_FILE: "{HOME}/etc/cfg" },
    {
      "etc/cfg": `[profile red]\nregion = us-west-2\n`,
      ".aws/config": "[profile red]\nregion = us-west-1\n",
      ".aws/credentials": credentials
    }
  ),
  located(
    "the credentials file elsewhere, the config file at home",
    { AWS_SHARED_CREDENTIALS_FILE: "{HOME}/etc/keys" },
    {
      "etc/keys": credentials,
      ".aws/config": red,
      ".aws/credentials": `[red]\n${keys("AKIAOTHER")}`
    }
  ),
  located(
    "both files elsewhere",
    { ...noRegion, AWS_CONFIG_FILE: "{HOME}/etc/cfg", AWS_SHARED_CREDENTIALS_FILE: "{HOME}/etc/keys" },
    { "etc/cfg": "[profile red]\nregion = us-west-2\n", "etc/keys": credentials },
    { compare: ["credentials", "region"], real: "cli" }
  ),
  located("~ and a folder in AWS_CONFIG_FILE", { AWS_CONFIG_FILE: "~/etc/aws/cfg" }, { "etc/aws/cfg": red }),
  located("~ within AWS_CONFIG_FILE is a name", { AWS_CONFIG_FILE: "{HOME}/~/cfg" }, { "~/cfg": red }),
  located("quotes in AWS_CONFIG_FILE belong to the path", { AWS_CONFIG_FILE: '"{HOME}/cfg"' }, { cfg: red }),
  located("a blank behind AWS_CONFIG_FILE belongs to the path", { AWS_CONFIG_FILE: "{HOME}/cfg " }, { cfg: red }),
  located("a path with .. and two slashes", { AWS_CONFIG_FILE: "{HOME}//etc/../cfg" }, { cfg: red, etc: null }),
  located("AWS_CONFIG_FILE names nothing", { AWS_CONFIG_FILE: "{HOME}/gone" }, { ".aws/config": red }),
  located(
    "AWS_SHARED_CREDENTIALS_FILE names nothing",
    { AWS_SHARED_CREDENTIALS_FILE: "{HOME}/gone" },
    {
      ".aws/config": red,
      ".aws/credentials": credentials
    }
  ),
  located(
    "the config file of another variable's name",
    { AWS_CONFIG: "{HOME}/cfg", AWS_CREDENTIALS_FILE: "{HOME}/cfg" },
    {
      cfg: red
    }
  )
]

export const vectorsLocations = rows(25, locations)
