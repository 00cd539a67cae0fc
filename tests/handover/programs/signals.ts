/** Prints each signal that it gets, and ends with the code on its standard input. */
import process from "node:process"

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2"] as const) {
  process.on(signal, () => console.log(`got ${signal}`))
}
process.stdin.on("data", (chunk: Buffer) => {
  const code = /exit (\d+)/.exec(chunk.toString())?.[1]
  if (code !== undefined) process.exit(Number(code))
})
console.log(`ready ${process.pid}`)
