/**
 * Runs a command to its end, and tells what it wrote and what it took. Bun gives the CPU time that the system counted
 * for a child (`wait4`), with that of the children that it waited for; Node gives none.
 *
 * Usage: bun scripts/bench/meter.ts < COMMAND.json
 */

/** What is used of Bun, whose types are no dependency of ours. */
declare const Bun: {
  readonly stdin: { readonly json: () => Promise<import("./measure.ts").Command> }
  readonly spawn: (
    command: ReadonlyArray<string>,
    options: object
  ) => {
    readonly stdout: ReadableStream<Uint8Array>
    readonly stderr: ReadableStream<Uint8Array>
    readonly exited: Promise<number>
    readonly resourceUsage: () => { readonly cpuTime: { readonly total: number | bigint } } | undefined
  }
}

const { command, args, cwd, env } = await Bun.stdin.json()
const start = performance.now()
const child = Bun.spawn([command, ...args], { cwd, env, stdin: "ignore", stdout: "pipe", stderr: "pipe" })
const stderr = new Response(child.stderr).text()
const decoder = new TextDecoder()
let stdout = ""
let firstOutput: number | undefined
for await (const part of child.stdout) {
  firstOutput ??= performance.now() - start
  stdout += decoder.decode(part, { stream: true })
}
const exitCode = await child.exited
const milliseconds = performance.now() - start
const cpu = Number(child.resourceUsage()?.cpuTime.total ?? Number.NaN) / 1000
console.log(JSON.stringify({ exitCode, stdout, stderr: await stderr, firstOutput, milliseconds, cpu }))
