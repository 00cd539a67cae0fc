/** Programs on a terminal of their own, with somebody who types. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { run, type Variables } from "./peers.ts"

export interface Call {
  readonly command: ReadonlyArray<string>
  readonly env: Variables
  readonly cwd: string
  /** What is waited for on the screen, and what is typed then, or the signal that the program gets. */
  readonly steps: ReadonlyArray<readonly [wait: string, then: string | number]>
  /** Whether the terminal is the session's own, so that there is a `/dev/tty`. */
  readonly controlling?: boolean
}

const script = `
import fcntl, json, os, select, signal, sys, termios, time
call = json.load(sys.stdin)
master, slave = os.openpty()
pid = os.fork()
if pid == 0:
    os.setsid()
    if call.get("controlling", True):
        fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
    for fd in (0, 1, 2):
        os.dup2(slave, fd)
    os.closerange(3, 256)
    os.chdir(call["cwd"])
    os.execvpe(call["command"][0], call["command"], call["env"])
screen, at, status, end, shown = b"", 0, None, time.time() + 15, []
while time.time() < end:
    if select.select([master], [], [], 0.02)[0]:
        screen += os.read(master, 65536)
    elif status is not None:
        break
    else:
        done, code = os.waitpid(pid, os.WNOHANG)
        status = code if done else None
    while call["steps"] and screen.find(call["steps"][0][0].encode(), at) >= 0:
        wait, then = call["steps"].pop(0)
        at = screen.find(wait.encode(), at) + len(wait.encode())
        shown.append(bool(termios.tcgetattr(slave)[3] & termios.ECHO))
        if isinstance(then, str):
            os.write(master, then.encode())
        else:
            os.kill(pid, then)
if status is None:
    os.killpg(pid, signal.SIGKILL)
    code = -1
elif os.WIFSIGNALED(status):
    code = 128 + os.WTERMSIG(status)
else:
    code = os.WEXITSTATUS(status)
echoes = bool(termios.tcgetattr(slave)[3] & termios.ECHO)
print(json.dumps({"screen": screen.decode("utf8", "replace"), "exitCode": code, "echoes": echoes, "shown": shown}))
`

const Seen = Schema.fromJsonString(
  Schema.Struct({
    screen: Schema.String,
    /** As a shell tells it: 128 and the signal's number where one ended it; -1 where nothing did. */
    exitCode: Schema.Number,
    /** Whether the terminal shows what is typed, at the end. */
    echoes: Schema.Boolean,
    /** The same at the moment of each step. */
    shown: Schema.Array(Schema.Boolean)
  })
)

/** Runs a program to its end, in 15 seconds at most. */
export const atTerminal = (call: Call): Effect.Effect<typeof Seen.Type> =>
  Effect.flatMap(run("python3", ["-c", script], {}, JSON.stringify(call)), ({ stdout, stderr }) =>
    Effect.orDie(
      Effect.mapError(Schema.decodeUnknownEffect(Seen)(stdout), (error) => new Error(`${error.message}: ${stderr}`))
    )
  )
