import type { CliCommand } from "../CliCommand.ts"
import { configure } from "./configure.ts"
import { credentialProcess } from "./credentialProcess.ts"
import { demo } from "./demo.ts"
import { doctor } from "./doctor.ts"
import { env } from "./env.ts"
import { exec } from "./exec.ts"
import { explain } from "./explain.ts"
import { init } from "./init.ts"
import { targets } from "./targets.ts"
import { whoami } from "./whoami.ts"

/** Every command, in the order of the help. */
export const commands: readonly [
  CliCommand<"whoami">,
  CliCommand<"exec">,
  CliCommand<"env">,
  CliCommand<"credential-process">,
  CliCommand<"configure">,
  CliCommand<"doctor">,
  CliCommand<"init">,
  CliCommand<"explain">,
  CliCommand<"demo">,
  CliCommand<"targets">
] = [whoami, exec, env, credentialProcess, configure, doctor, init, explain, demo, targets]
