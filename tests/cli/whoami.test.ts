import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { accounts } from "../factory/acme.ts"
import { inCi, onLaptop } from "./harness.ts"

describe("whoami", () => {
  it.live("shows the application's session, accounts masked", () =>
    Effect.gen(function* () {
      const { cli } = yield* onLaptop
      const { exitCode, stdout, stderr } = yield* cli(["whoami"])
      assert.deepStrictEqual({ exitCode, stderr }, { exitCode: 0, stderr: "" })
      assert.strictEqual(
        stdout,
        [
          "  target       app",
          "  purpose      app of sbx",
          "  account      22********22 (acme-sbx)",
          "  principal    arn:aws:sts::22********22:assumed-role/sbx_deployment_role/laptop",
          "  region       us-east-1",
          "  runtime      local (no variable or argument speaks for another place)",
          "  credentials  the AWS CLI profile acme-sbx",
          "  expires      never, or at a time not known",
          ""
        ].join("\n")
      )
    })
  )

  it.live("shows ids in full where asked, in the errors of every command too", () =>
    Effect.gen(function* () {
      const { cli } = yield* onLaptop
      const wrong = { env: { PRD_AWS_PROFILE: "acme-sbx" }, columns: 500 }
      for (const args of [
        ["whoami", "prd"],
        ["env", "prd"],
        ["exec", "prd", "true"],
        ["credential-process", "prd"]
      ]) {
        const [target, ...rest] = args.slice(1)
        const full = yield* cli([args[0] ?? "", target ?? "", "--unmasked", ...rest], wrong)
        // The lines of `env` are for a shell, which is told that there are none.
        assert.deepStrictEqual([full.exitCode, full.stdout], [5, args[0] === "env" ? "false\n" : ""])
        assert.include(full.stderr, `must be of account ${accounts.prd}, but`)
        assert.include(full.stderr, accounts.sbx)
        const masked = yield* cli(args, wrong)
        assert.notMatch(masked.stderr, /\d{12}/)
        assert.include(masked.stderr, "--unmasked of boto-ses shows both accounts in full")
      }
      const assumed = yield* (yield* inCi).cli(["whoami", "prd", "--unmasked"])
      assert.include(assumed.stdout, `the role arn:aws:iam::${accounts.prd}:role/prd_deployment_role`)
      const explained = yield* cli(["explain", "prd", "--json", "--unmasked"])
      assert.strictEqual(JSON.parse(explained.stdout).outcomes[0].accountId, accounts.prd)
    })
  )

  it.live("answers a program as its schema says, and shows ids in full only when asked", () =>
    Effect.gen(function* () {
      const { cli } = yield* inCi
      const masked = JSON.parse((yield* cli(["whoami", "prd", "--json"])).stdout)
      assert.deepStrictEqual(Object.keys(masked), [
        "target",
        "purpose",
        "env",
        "runtime",
        "runtimeGroup",
        "runtimeEvidence",
        "region",
        "accountId",
        "accountAlias",
        "arn",
        "source",
        "expiration",
        "keptSince"
      ])
      assert.deepInclude(masked, {
        target: "prd",
        purpose: "env",
        env: "prd",
        runtime: "github_action",
        accountId: "55********55",
        arn: "arn:aws:sts::55********55:assumed-role/prd_deployment_role/prd_role_session"
      })
      assert.isFalse(Number.isNaN(Date.parse(masked.expiration)))
      const { stdout } = yield* cli(["whoami", "prd", "--json", "--unmasked"])
      assert.include(stdout, '"accountId": "555555555555"')
      assert.include(stdout, "arn:aws:sts::555555555555:assumed-role")
    })
  )

  it.live("takes the current env of a job, another region and another runtime", () =>
    Effect.gen(function* () {
      const { cli } = yield* inCi
      const app = JSON.parse((yield* cli(["whoami", "--json", "--region", "eu-west-1"])).stdout)
      assert.deepInclude(app, { target: "app", purpose: "app", env: "tst", region: "eu-west-1" })
      const devops = JSON.parse((yield* cli(["whoami", "devops", "--json", "--region", "eu-west-1"])).stdout)
      assert.deepInclude(devops, { purpose: "devops", region: "eu-west-1", accountId: "11********11" })
      const lambda = JSON.parse(
        (yield* cli(["--runtime", "aws_lambda", "--region", "eu-west-1", "whoami", "--json"])).stdout
      )
      assert.deepInclude(lambda, { runtime: "aws_lambda", region: "eu-west-1", env: "tst" })
    })
  )

  it.live("is known without its alias where that may not be asked for", () =>
    Effect.gen(function* () {
      const { aws, cli } = yield* onLaptop
      yield* aws.fault({ kind: "accessDenied", when: { service: "iam" }, times: "always" })
      const { exitCode, stdout } = yield* cli(["whoami", "sbx", "--json"])
      assert.strictEqual(exitCode, 0)
      assert.include(stdout, '"accountAlias": null')
    })
  )
})
