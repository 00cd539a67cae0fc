/**
 * The grammar of the shared files, by the facts that the tests of botocore and of AWS's other SDKs hold about it. A row's
 * name says what the SDKs that read otherwise than botocore make of it.
 *
 * Sources: botocore, tests/unit/cfg; AWS SDK for Rust, tests of its profile parser; AWS SDKs and Tools Reference Guide,
 * "Shared config and credentials files".
 */
import { type Case, keys, noRegion, role, roleFiles, rows } from "../Case.ts"

type Row = Omit<Case, "of">

/** A config file alone; the profile in it has keys, so that its credentials say whether it was found. */
const config = (name: string, text: string, more: Partial<Row> = {}): Row => ({
  name: `vectors: ${name}`,
  profile: "blue",
  files: { ".aws/config": text },
  compare: ["credentials"],
  ...more
})

const credentials = (name: string, text: string, more: Partial<Row> = {}): Row =>
  config(name, "", { files: { ".aws/credentials": text }, ...more })

/** A config file whose region says how a value is read. */
const region = (name: string, text: string): Row =>
  config(name, text, {
    env: noRegion,
    files: { ".aws/config": text, ".aws/credentials": `[blue]\n${keys("AKIABLUE")}` },
    compare: ["credentials", "region"]
  })

/** The setting of a role whose value is sent as it was read. */
const sent = (name: string, settings: string): Row => ({
  name: `vectors: ${name}`,
  profile: "x",
  files: roleFiles(settings),
  compare: ["credentials", "asked"]
})

const blue = `[profile blue]\n${keys("AKIABLUE")}`
const green = keys("AKIAGREEN")

const headers: ReadonlyArray<Row> = [
  config("an empty config file", ""),
  config("a section without settings", "[profile blue]"),
  config("every sign that the guide allows in a name", `[profile ci-1:eu/ops_x%y.z@corp+]\n${green}`, {
    profile: "ci-1:eu/ops_x%y.z@corp+",
    real: "boto3"
  }),
  config("a sign that the other SDKs refuse in a name", `[profile blue!sky]\n${green}`, { profile: "blue!sky" }),
  config("a header without its bracket is an error", `[profile blue\n${green}`),
  config("an empty header is an error", `[]\n${green}`),
  config("blanks and tabs around the name", `[profile \tblue \t]\n${green}`),
  config("a tab between the word and the name", `[profile\tblue]\n${green}`),
  config("blanks before the word", `[   profile blue  ]\n${green}`),
  config("the word and the name as one", `[profileblue]\n${green}`),
  config("the word alone, in a file with another profile", `[profile]\n${green}${blue}`),
  config("the word and a blank, in a file with another profile", `[profile ]\n${green}${blue}`),
  config("the word in capitals", `[Profile blue]\n${green}`),
  config("no word before the name in the config file", `[blue]\n${green}`),
  credentials("the word before the name in the credentials file", `[profile blue]\n${green}`),
  credentials("tabs around the name in the credentials file", `[\tblue\t]\n${green}`),
  credentials("quotes in the credentials file are part of the name", `["blue"]\n${green}`),
  config("the name in single quotes", `[profile 'blue']\n${green}`),
  config("a name with blanks in quotes", `[profile "deep blue"]\n${green}`, { profile: "deep blue" }),
  config("a name with blanks without quotes", `[profile deep blue]\n${green}`, { profile: "deep blue" }),
  config("two names in quotes", `[profile "blue" "sky"]\n${green}`),
  config("what follows two names in quotes", `[profile "navy" "sky"]\n${green}${blue}`),
  config("what follows a quote left open", `[profile "navy]\n${green}${blue}`),
  config("a quote left open", `[profile "navy]\n${green}${blue}`, { profile: "navy" }),
  config("what surrounds a name with blanks", `[profile navy]\n${green}[profile in the way]\nx = 1\n${blue}`),
  config("[default] in quotes", `["default"]\n${green}`, { profile: "default" }),
  config("[profile default] alone", `[profile default]\n${green}`, { profile: "default" }),
  config("[ default ] with blanks", `[ default ]\n${green}`, { profile: "default" }),
  config("a session of Identity Center is no profile", `[sso-session blue]\nsso_region = us-east-1\n`),
  config("services are no profile", "[services blue]\ns3 =\n  endpoint_url = http://e.example\n"),
  credentials("a kind of section and a name as one are a profile", `[sso-sessionblue]\n${green}`, {
    profile: "sso-sessionblue"
  }),
  config("a kind of section that is misspelt", `[sso-sesion sky]\nsso_region = us-east-1\n${blue}sso_session = sky\n`),
  config("[plugins] and [preview] beside a profile", `[plugins]\nx = y\n[preview]\ncloudfront = true\n${blue}`)
]

const comments: ReadonlyArray<Row> = [
  config("lines of # and ;", `# first\n; second\n[profile blue]\n# third\n${green}; fourth\n`),
  config("comments without words", `;\n#\n[profile blue]\n;\n${green}#\n`),
  config("a comment that is indented", `[profile blue]\n   # mine\n${green}\t; mine\n`),
  config("a comment behind a header after a blank", `[profile blue] ; mine\n${green}`),
  config("a comment right behind a header", `[profile blue]# mine\n${green}`),
  config("a bracket in the comment behind a header", `[profile blue] ; see [wiki]\n${green}`),
  sent("# behind a value, which the other SDKs cut off", "external_id = a # mine\n"),
  sent("; behind a value, which the other SDKs cut off", "external_id = a ; mine\n"),
  sent("; right behind a value belongs to it", "external_id = a;b#c\n"),
  config("blank lines of blanks and tabs", `\t \n[profile blue]\n\t\n \n${green}\t \n`),
  config("no end of the last line", `[profile blue]\n${green.trimEnd()}`),
  config("lines that end as on an old Mac", `[profile blue]\n${green}`.replaceAll("\n", "\r")),
  config("lines that end in both ways", `[profile blue]\r\n${green}`)
]

const settings: ReadonlyArray<Row> = [
  config("a setting before the first section is an error", `region = us-west-2\n${blue}`, { real: "cli" }),
  config("a setting without a name is an error", `${blue}= us-west-2\n`),
  config("a name with a blank in it", `${blue}in the way = 1\n`),
  config("a name of digits, a dash and capitals", `${blue}Az-09_Z = 1\n`),
  config("names in capitals", `[profile blue]\n${green.replaceAll("aws_", "AWS_")}`),
  credentials("names in mixed letters", `[blue]\n${green.replaceAll("aws_", "Aws_")}`),
  region("a colon in place of the sign, which the other SDKs refuse", "[profile blue]\nregion: us-west-2\n"),
  region("blanks and tabs around the sign", "[profile blue]\nregion \t=  \tus-west-2 \t\n"),
  region("settings indented by tabs", "[profile blue]\n\toutput = json\n\tregion = us-west-2\n"),
  sent("a sign within a value", "external_id = a=b==\n"),
  sent("letters beyond ASCII", "external_id = grün-→\n"),
  sent("quotes belong to the value", 'external_id = "a b"\n')
]

const continuations: ReadonlyArray<Row> = [
  sent("a value over two lines", "external_id = a\n  b\n"),
  sent("a value over three lines, with blanks at their ends", "external_id = a \n \t b \t \n  c\n"),
  sent("a comment's sign behind a line that goes on", "external_id = a\n  b # mine\n"),
  sent("a comment among the lines that go on", "external_id = a\n  # mine\n  b\n"),
  sent("an empty line among the lines that go on", "external_id = a\n\n  b\n"),
  config("a line that goes on before the first section is an error", `  -b\n${blue}`),
  region("a setting indented below its header, which the other SDKs refuse", "[profile blue]\n region = us-west-2\n"),
  config("a line that goes on below a header is an error", `[profile navy]\nx = a\n[profile blue]\n -b\n${green}`),
  region("sub-settings end at the next setting", "[profile blue]\ns3 =\n  region = us-east-2\nregion = us-west-2\n"),
  config("keys as sub-settings are none", `[profile blue]\ns3 =\n  ${green.trimEnd().replace("\n", "\n  ")}\n`),
  config("a sub-setting without a value", `${blue}s3 =\n  addressing_style =\n`),
  config("a sub-setting without a name, which the other SDKs refuse", `${blue}s3 =\n  = path\n`),
  config("a sub-setting with blanks in its name", `${blue}s3 =\n  in the way = path\n`),
  config("sub-settings of two services", `${blue}s3 =\n  use_accelerate_endpoint = false\nsns =\n  x = y\n`),
  config("a sub-setting with another sign is an error", `${blue}s3 =\n  addressing_style @ path\nsns =\n  x = y\n`)
]

const twice: ReadonlyArray<Row> = [
  config("a section twice, which the other SDKs merge", `${blue}[profile blue]\nregion = us-west-2\n`),
  config("a section twice with a setting twice, which the other SDKs merge", `${blue}${blue}`),
  credentials("a section of the credentials file twice", `[blue]\n${green}[blue]\nregion = us-west-2\n`),
  config("a setting twice, of which the other SDKs take the last", `${blue}region = us-west-1\nregion = us-west-2\n`),
  config("a setting twice by its letters, of which the other SDKs take the last", `${blue}Region = a\nregion = b\n`),
  region(
    "[profile default] twice around [default]",
    "[profile default]\n[default]\nregion = us-west-1\n[profile blue]\n"
  ),
  config("settings of both files together", "", {
    env: noRegion,
    files: { ".aws/config": "[profile blue]\nregion = us-west-2\n", ".aws/credentials": `[blue]\n${green}` },
    compare: ["credentials", "region"]
  }),
  config("keys in both files", "", { files: { ".aws/config": blue, ".aws/credentials": `[blue]\n${green}` } }),
  config("a region in both files", "", {
    env: noRegion,
    files: {
      ".aws/config": "[profile blue]\nregion = us-west-1\n",
      ".aws/credentials": `[blue]\n${green}region = us-west-2\n`
    },
    compare: ["credentials", "region"]
  }),
  config("half of the keys in each file is an error", "", {
    files: {
      ".aws/config": "[profile blue]\naws_secret_access_key = s\n",
      ".aws/credentials": "[blue]\naws_access_key_id = AKIABLUE\n"
    }
  }),
  config("the role in the one file, its source in the other", "", {
    files: {
      ".aws/config": "[profile blue]\nsource_profile = navy\n",
      ".aws/credentials": `[blue]\nrole_arn = ${role("blue")}\n[navy]\n${green}`
    },
    compare: ["credentials", "asked"]
  }),
  credentials("the older name of the session token", `[blue]\n${green}aws_security_token = t\n`),
  credentials(
    "the older and the newer name of the token",
    `[blue]\n${green}aws_security_token = t\naws_session_token = u\n`
  ),
  {
    name: "vectors: boto 2's file by its variable",
    env: { BOTO_CONFIG: "{HOME}/boto.cfg" },
    files: { "boto.cfg": `[Credentials]\n${green}` },
    compare: ["credentials"],
    intended: { credentials: "none", because: "boto 2 has ended, and no other SDK reads its file" }
  },
  {
    name: "vectors: the keys of the first tools of EC2 by their variable",
    env: { AWS_CREDENTIAL_FILE: "{HOME}/ec2.txt" },
    files: { "ec2.txt": "AWSAccessKeyId=AKIAGREEN\nAWSSecretKey=s\n" },
    compare: ["credentials"],
    intended: { credentials: "none", because: "those tools have ended, and the guide does not know their file" }
  }
]

export const vectorsParser = rows(22, [...headers, ...comments, ...settings, ...continuations, ...twice])
