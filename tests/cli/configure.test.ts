import { execFileSync } from "node:child_process"
import {
  chmodSync,
  linkSync,
  lstatSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync
} from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { editConfig, textOf, type WantedProfile } from "../../src/cli/commands/configure/editAwsConfig.ts"
import { commandLine } from "../../src/cli/commands/configure/quotedCommand.ts"
import { onLaptop, type Place } from "./harness.ts"

const fileOf = ({ folder }: Place): string => join(folder, ".aws", "config")

const sbx: WantedProfile = {
  name: "boto-ses-sbx",
  target: "sbx",
  command: "boto-ses --config /c.json credential-process sbx",
  region: "us-east-1"
}

const edited = (text: string): string => textOf(Result.getOrThrow(editConfig(text, [sbx])))

describe("configure", () => {
  it.live("writes a profile for every target, each with its configuration in full, and again nothing", () =>
    Effect.gen(function* () {
      const place = yield* onLaptop
      const mine = "# mine\n[default]\nregion = eu-west-1   ; keep\n\n[profile other]\nrole_arn=x\n"
      writeFileSync(fileOf(place), mine)
      chmodSync(fileOf(place), 0o640)
      const { exitCode, stdout, stderr } = yield* place.cli(["configure"])
      assert.deepStrictEqual({ exitCode, stderr }, { exitCode: 0, stderr: "" })
      assert.include(stdout, "boto-ses-devops, boto-ses-sbx")
      const written = readFileSync(fileOf(place), "utf8")
      assert.isTrue(written.startsWith(mine))
      assert.strictEqual(statSync(fileOf(place)).mode & 0o777, 0o640)
      for (const target of ["devops", "sbx", "tst", "stg", "prd", "dr", "app"]) {
        assert.include(
          written,
          `\n[profile boto-ses-${target}]\ncredential_process = /usr/bin/boto-ses --config ${place.config} credential-process ${target}\nregion = us-east-1\n`
        )
      }
      const again = yield* place.cli(["configure"])
      assert.include(again.stdout, "Nothing to write.")
      assert.strictEqual(readFileSync(fileOf(place), "utf8"), written)
    })
  )

  it.live("shows what would change, and answers a program", () =>
    Effect.gen(function* () {
      const place = yield* onLaptop
      writeFileSync(
        fileOf(place),
        "[profile boto-ses-sbx]\ncredential_process = old --config /x credential-process sbx\n"
      )
      const { stdout } = yield* place.cli(["configure", "--dry-run"])
      const lines = stdout.split("\n")
      assert.include(lines, "  [profile boto-ses-sbx]")
      assert.include(lines, "- credential_process = old --config /x credential-process sbx")
      assert.include(lines, "+ [profile boto-ses-devops]")
      assert.notInclude(lines, "+ [profile boto-ses-sbx]")
      const answer = JSON.parse((yield* place.cli(["configure", "--dry-run", "--json"])).stdout)
      assert.deepInclude(answer, { file: fileOf(place), written: false })
      assert.deepInclude(answer.profiles, { profile: "boto-ses-sbx", target: "sbx", change: "updated" })
      assert.deepInclude(answer.profiles, { profile: "boto-ses-app", target: "app", change: "added" })
      assert.include(readFileSync(fileOf(place), "utf8"), "= old ")
    })
  )

  it.live("writes behind a symbolic link, which stays one", () =>
    Effect.gen(function* () {
      const place = yield* onLaptop
      const real = join(place.folder, "dotfiles")
      renameSync(fileOf(place), real)
      symlinkSync(real, fileOf(place))
      assert.strictEqual((yield* place.cli(["configure"])).exitCode, 0)
      assert.isTrue(lstatSync(fileOf(place)).isSymbolicLink())
      assert.include(readFileSync(real, "utf8"), "[profile boto-ses-prd]")
    })
  )

  it.live("keeps the file's other names, and takes the place of no device", () =>
    Effect.gen(function* () {
      const place = yield* onLaptop
      linkSync(fileOf(place), join(place.folder, "other-name"))
      assert.strictEqual((yield* place.cli(["configure"])).exitCode, 0)
      assert.strictEqual(statSync(join(place.folder, "other-name")).ino, statSync(fileOf(place)).ino)
      // Making a device is root's. The machine's own is never put at risk.
      if (process.getuid?.() !== 0) return
      const device = join(place.folder, "null")
      execFileSync("mknod", [device, "c", "1", "3"])
      const { exitCode, stderr } = yield* place.cli(["configure"], { env: { AWS_CONFIG_FILE: device } })
      assert.strictEqual(exitCode, 3)
      assert.include(stderr.replace(/\s+/g, " "), "is a device and no file")
      assert.isTrue(lstatSync(device).isCharacterDevice())
    })
  )

  it.live("leaves a link that leads nowhere as it is", () =>
    Effect.gen(function* () {
      const place = yield* onLaptop
      rmSync(fileOf(place))
      symlinkSync(join(place.folder, "absent"), fileOf(place))
      const { exitCode, stdout, stderr } = yield* place.cli(["configure"])
      assert.deepStrictEqual([exitCode, stdout], [3, ""])
      assert.include(stderr.replace(/\s+/g, " "), "is a link that leads nowhere")
      assert.isTrue(lstatSync(fileOf(place)).isSymbolicLink())
      assert.deepStrictEqual(readdirSync(join(place.folder, ".aws")).sort(), ["config", "credentials"])
    })
  )

  it.live("makes the folder and the file where there are none, for their owner alone", () =>
    Effect.gen(function* () {
      const place = yield* onLaptop
      const home = join(place.folder, "home")
      const { exitCode } = yield* place.cli(["configure"], { env: { HOME: home } })
      assert.strictEqual(exitCode, 0)
      assert.strictEqual(statSync(join(home, ".aws")).mode & 0o777, 0o700)
      assert.strictEqual(statSync(join(home, ".aws", "config")).mode & 0o777, 0o600)
      assert.deepStrictEqual(readdirSync(join(home, ".aws")), ["config"])
    })
  )

  it.live("refuses names that are in use or hold other credentials, all of them together", () =>
    Effect.gen(function* () {
      const place = yield* onLaptop
      const before = "[profile boto-ses-tst]\nsso_session = x\n[profile boto-ses-stg]\ncredential_process = other\n"
      writeFileSync(fileOf(place), before)
      writeFileSync(join(place.folder, ".aws", "credentials"), "[boto-ses-prd]\naws_access_key_id = x\n")
      const config = JSON.parse(readFileSync(place.config, "utf8"))
      config.workloads.sbx.profile = "boto-ses-sbx"
      writeFileSync(place.config, JSON.stringify(config))
      const { exitCode, stdout, stderr } = yield* place.cli(["configure"])
      assert.deepStrictEqual([exitCode, stdout], [3, ""])
      const told = stderr.replace(/\s+/g, " ")
      assert.include(told, "takes the credentials of sbx from boto-ses-sbx")
      assert.include(told, "[boto-ses-prd] is in")
      assert.include(told, "[profile boto-ses-tst] has sso_session")
      assert.include(told, "[profile boto-ses-stg] has credential_process")
      assert.strictEqual(readFileSync(fileOf(place), "utf8"), before)
    })
  )

  it.live("needs a file to name, at a path that can be quoted", () =>
    Effect.gen(function* () {
      const { cli, folder, config } = yield* onLaptop
      const none = yield* cli(["configure"], {
        env: { BOTO_SES_CONFIG: "", BOTO_SES_ENVS: "sbx", HOME: "/nonexistent" }
      })
      assert.strictEqual(none.exitCode, 3)
      assert.include(none.stderr, "ConfigureRefused")
      const dollar = join(folder, "a$b.json")
      writeFileSync(dollar, readFileSync(config))
      const refused = yield* cli(["configure", "--config", dollar])
      assert.strictEqual(refused.exitCode, 3)
      assert.include(refused.stderr.replace(/\s+/g, " "), "cannot stand in credential_process")
    })
  )
})

describe("the edit of a config file", () => {
  it("keeps every line and every end of line that is not ours", () => {
    for (const text of [
      "",
      "[default]\nregion=x",
      "\uFEFF[default]\r\nregion=x\r\n; c\r\n",
      "[profile a]\ns3 =\n  max = 1\n  # inner\n\n\n[services x]\n",
      "[profile boto-ses-sbx]\nregion = mine\noutput = json\n# end"
    ]) {
      const after = edited(text)
      const rest = after.split(/\r?\n/)
      for (const line of text.split(/\r?\n/)) assert.include(rest, line)
      assert.strictEqual(edited(after), after)
      assert.strictEqual(after.includes("\r\n"), text.includes("\r\n"))
      assert.strictEqual(/[^\r]\n/.test(after) && after.includes("\r\n"), false)
    }
  })

  it("renews the command of a block of ours, wherever it stands and however it was written", () => {
    assert.strictEqual(
      edited(
        "[profile 'boto-ses-sbx'] # named\noutput = json\n  # why\ncredential_process: old credential-process sbx\nregion = mine\n[profile z]\n"
      ),
      `[profile 'boto-ses-sbx'] # named\noutput = json\n  # why\ncredential_process = ${sbx.command}\nregion = mine\n[profile z]\n`
    )
  })

  it("gives a block without credentials its command, and leaves its region", () => {
    assert.strictEqual(
      edited("[profile boto-ses-sbx]\nregion = mine"),
      `[profile boto-ses-sbx]\ncredential_process = ${sbx.command}\nregion = mine`
    )
  })

  it("refuses a block that has credentials of another kind", () => {
    for (const setting of [
      "role_arn = x",
      "aws_access_key_id = x",
      "credential_process = boto-ses credential-process prd",
      "credential_process = boto-ses credential-process sbx\n  --more"
    ]) {
      assert.isTrue(Result.isFailure(editConfig(`[profile boto-ses-sbx]\n${setting}\n`, [sbx])), setting)
    }
  })
})

describe("a command for credential_process", () => {
  it("is quoted as a shell and shlex both read it, or refused", () => {
    assert.deepStrictEqual(
      commandLine(["/usr/bin/node", "/my projects/it's/x.json", "a&b"]),
      Result.succeed('/usr/bin/node "/my projects/it\'s/x.json" "a&b"')
    )
    for (const part of ['a"b', "a$b", "a`b", "a\\b", "a\nb", "a #b", "a ;b", "#a"]) {
      assert.deepStrictEqual(commandLine(["x", part]), Result.fail(part))
    }
  })
})
