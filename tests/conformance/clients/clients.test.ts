import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as LocalAws from "../../../src/testing/LocalAws.ts"
import { answers, withPeer } from "../peers.ts"
import { awsCli2, awsCli2Folder, boto3, javascript, php } from "./Client.ts"
import { documentedAnswers } from "./documented.ts"
import { world } from "./Place.ts"
import { answerOf } from "./shadowed.ts"
import { shadows } from "./shadows.ts"
import { judgesShadows, outlivesSessions, usesDoors } from "./suite.ts"

it.live("exec does about each shadow what the table says", () =>
  Effect.gen(function* () {
    const found: { [row: string]: string } = { "nothing else": "" }
    for (const shadow of shadows) found[shadow.row] = yield* answerOf(shadow)
    assert.deepStrictEqual(found, documentedAnswers())
  }).pipe(Effect.scoped, Effect.provide(LocalAws.layer(world)))
)

judgesShadows(javascript)
usesDoors(javascript, true, true)

withPeer("AsyncAws for PHP", answers("php", "-r", 'require "AsyncAws/Core/autoload.php";'), () => {
  judgesShadows(php)
  usesDoors(php, false, false)
})

withPeer("boto3", answers("python3", "-c", "import boto3"), () => usesDoors(boto3, true, true))

const hasCli2 = answers(
  "env",
  `PYTHONPATH=${awsCli2Folder}/usr/lib/python3/dist-packages`,
  "/usr/bin/python3",
  "-s",
  "-c",
  "import awscli.clidriver, sys; sys.exit(awscli.__version__[0] != '2')"
)
withPeer("the AWS CLI v2", hasCli2, () => {
  usesDoors(awsCli2, true, false)
  outlivesSessions([boto3, javascript, awsCli2])
})
