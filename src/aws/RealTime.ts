/** Waiting for the network is a matter of real time, whatever the `Clock` of the program says. */

/** Milliseconds since 1970 by the machine's clock, by which the SDK signs. */
export const machineTime = (): number => Date.now()

/**
 * Runs something that gives up when its signal says so; the signal does when the time is over, or when `outer` does.
 * The promise then rejects at once, even where what runs takes no notice.
 */
export const within = <A>(
  limit: number,
  outer: AbortSignal | undefined,
  run: (signal: AbortSignal) => Promise<A>
): Promise<A> =>
  new Promise<A>((resolve, reject) => {
    const controller = new AbortController()
    const stop = (name: string, message: string) => {
      reject(Object.assign(new Error(message), { name }))
      controller.abort()
    }
    const leave = () => stop("AbortError", "the request was aborted")
    const timer = setTimeout(() => stop("TimeoutError", `no whole answer within ${limit} ms`), limit)
    if (outer?.aborted === true) leave()
    outer?.addEventListener("abort", leave, { once: true })
    run(controller.signal)
      .then(resolve, reject)
      .finally(() => {
        clearTimeout(timer)
        outer?.removeEventListener("abort", leave)
      })
  })
