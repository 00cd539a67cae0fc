import { execFileSync } from "node:child_process"
import {
  chmodSync,
  chownSync,
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
import { passingPlace } from "../../src/cli/commands/configure/passingPlace.ts"
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
        "[profile boto-ses-sbx]\ncredential_process = old --config /nonexistent/x credential-process sbx\n"
      )
      const { stdout } = yield* place.cli(["configure", "--dry-run"])
      const lines = stdout.split("\n")
      assert.include(lines, "  [profile boto-ses-sbx]")
      assert.include(lines, "- credential_process = old --config /nonexistent/x credential-process sbx")
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

  it.live("leaves another project's profiles to it, unless it is told to take them over", () =>
    Effect.gen(function* () {
      const place = yield* onLaptop
      const shop = join(place.folder, "shop.json")
      writeFileSync(shop, readFileSync(place.config))
      assert.strictEqual((yield* place.cli(["configure"])).exitCode, 0)
      const before = readFileSync(fileOf(place), "utf8")
      for (const more of [[], ["--dry-run"]]) {
        const { exitCode, stdout, stderr } = yield* place.cli(["configure", "--config", shop, ...more], {
          columns: 500
        })
        assert.deepStrictEqual([exitCode, stdout], [3, ""])
        assert.match(stderr, /^error ConfigureRefused\n/)
        assert.include(
          stderr,
          `boto-ses-devops, boto-ses-sbx, boto-ses-tst, boto-ses-stg, boto-ses-prd, boto-ses-dr, boto-ses-app are of another project: ${place.config}.`
        )
        assert.include(stderr, "--prefix NAME")
        assert.strictEqual(readFileSync(fileOf(place), "utf8"), before)
      }
      // The same project by a link is the same.
      const link = join(place.folder, "link.json")
      symlinkSync(place.config, link)
      assert.strictEqual((yield* place.cli(["configure", "--config", link, "--dry-run"])).exitCode, 0)
      const own = yield* place.cli(["configure", "--config", shop, "--prefix", "shop"])
      assert.deepStrictEqual([own.exitCode, own.stderr], [0, ""])
      const both = readFileSync(fileOf(place), "utf8")
      assert.isTrue(both.startsWith(before))
      assert.include(both, `[profile shop-prd]\ncredential_process = /usr/bin/boto-ses --config ${shop} credential`)
      const taken = yield* place.cli(["configure", "--config", shop, "--force"])
      assert.strictEqual(taken.exitCode, 0)
      assert.notInclude(readFileSync(fileOf(place), "utf8"), place.config)
    })
  )

  it.live("takes over what is of a project that is not there any more, or of none", () =>
    Effect.gen(function* () {
      const place = yield* onLaptop
      const shop = join(place.folder, "shop.json")
      const old = (named: string, target: string) =>
        `[profile boto-ses-${target}]\ncredential_process = boto-ses ${named}credential-process ${target}\n`
      writeFileSync(fileOf(place), old("--config /moved/boto-ses.config.json ", "sbx") + old("", "prd"))
      assert.strictEqual((yield* place.cli(["configure", "--dry-run"])).exitCode, 0)
      writeFileSync(shop, "")
      writeFileSync(fileOf(place), old(`--config=${shop} `, "sbx") + old("", "prd"))
      const { exitCode, stderr } = yield* place.cli(["configure"], { columns: 500 })
      assert.strictEqual(exitCode, 3)
      assert.include(stderr, `boto-ses-sbx is of another project: ${shop}.`)
      const bad = yield* place.cli(["configure", "--prefix", "a b"])
      assert.strictEqual(bad.exitCode, 2)
      assert.include(bad.stderr, '"a b" (from --prefix)')
    })
  )

  // Giving files away is root's.
  it.live.skipIf(process.getuid?.() !== 0)("leaves the file to its owner where root runs it, behind a link too", () =>
    Effect.gen(function* () {
      const place = yield* onLaptop
      const real = join(place.folder, "dotfiles")
      renameSync(fileOf(place), real)
      symlinkSync(real, fileOf(place))
      chmodSync(real, 0o640)
      chownSync(real, 65_534, 65_533)
      assert.strictEqual((yield* place.cli(["configure"])).exitCode, 0)
      const { uid, gid, mode } = statSync(real)
      assert.deepStrictEqual([uid, gid, mode & 0o777], [65_534, 65_533, 0o640])
      assert.isTrue(lstatSync(fileOf(place)).isSymbolicLink())
      assert.include(readFileSync(real, "utf8"), "[profile boto-ses-prd]")
    })
  )

  it.live("takes no region that is none from the call, and writes nothing by it", () =>
    Effect.gen(function* () {
      const place = yield* onLaptop
      const before = readFileSync(fileOf(place), "utf8")
      for (const region of ["us-east-1\n[profile evil]\ncredential_process = touch", "us east", "US-EAST-1\r", ""]) {
        for (const args of [
          ["configure"],
          ["configure", "--dry-run"],
          ["targets"],
          ["explain", "--matrix"],
          ["exec", "app", "true"]
        ]) {
          const { exitCode, stdout, stderr } = yield* place.cli(["--region", region, ...args])
          assert.deepStrictEqual([exitCode, stdout], [3, ""], args.join(" "))
          assert.match(stderr, /^error RoleOptionInvalid\n {2}region: expected an AWS region/)
        }
      }
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

describe("a command in a temporary place", () => {
  it("is told apart from one that stays", () => {
    const at = (...command: ReadonlyArray<string>) => passingPlace(command, { TMPDIR: "/scratch/", HOME: "/home/u" })
    for (const [path, isFetched] of [
      ["/home/u/.npm/_npx/2f0e/node_modules/.bin/effect-boto-ses", true],
      ["/tmp/bunx-1000-effect-boto-ses@latest/node_modules/.bin/effect-boto-ses", true],
      ["/home/u/.cache/pnpm/dlx/a1/b2/node_modules/.bin/effect-boto-ses", true],
      ["/tmp/xfs-1a2b/dlx-77/node_modules/.bin/effect-boto-ses", true],
      ["/tmp/try/node_modules/.bin/boto-ses", false],
      ["/var/folders/x1/y/T/try/boto-ses", false],
      ["/scratch/boto-ses", false]
    ] as const) {
      assert.deepStrictEqual(at("/usr/bin/node", path), { path, isFetched })
    }
    assert.isUndefined(at("/usr/bin/node", "--import", "./x", "/home/u/shop/node_modules/.bin/boto-ses"))
    assert.isUndefined(at("/scratchpad/boto-ses", "/home/u/my_npx/boto-ses", "/tmpfiles/dlxx/boto-ses"))
  })

  it.live("is warned of", () =>
    Effect.gen(function* () {
      const place = yield* onLaptop
      const command = [`${place.folder}/.npm/_npx/1/node_modules/.bin/effect-boto-ses`]
      const { exitCode, stderr } = yield* place.cli(["configure"], { command })
      assert.strictEqual(exitCode, 0)
      assert.match(
        stderr,
        /^warning The profiles are to run .*_npx.*fetched for this call only.*Install effect-boto-ses/
      )
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

  it("writes no value that would begin a line of its own, and no region that is none", () => {
    for (const unfit of [
      { region: "us-east-1\n[profile evil]" },
      { region: "us-east-1\r" },
      { region: "x" },
      { command: "a\ncredential_process = b" },
      { name: "boto-ses-sbx]\n[default" }
    ]) {
      const edit = editConfig("[default]\n", [{ ...sbx, ...unfit }])
      assert.isTrue(Result.isFailure(edit) && edit.failure.length === 1, JSON.stringify(unfit))
    }
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
