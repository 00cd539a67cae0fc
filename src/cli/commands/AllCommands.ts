import type { CliCommand } from "../CliCommand.ts"
import { configure } from "./configure/command.ts"
import { credentialProcess } from "./credentialProcess/command.ts"
import { demo } from "./demo/command.ts"
import { doctor } from "./doctor/command.ts"
import { env } from "./env/command.ts"
import { exec } from "./exec/command.ts"
import { explain } from "./explain/command.ts"
import { init } from "./init/command.ts"
import { sessions } from "./sessions/command.ts"
import { targets } from "./targets/command.ts"
import { trust } from "./trust/command.ts"
import { whoami } from "./whoami/command.ts"

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
  CliCommand<"sessions">,
  CliCommand<"trust">,
  CliCommand<"demo">,
  CliCommand<"targets">
] = [whoami, exec, env, credentialProcess, configure, doctor, init, explain, sessions, trust, demo, targets]
