/** What something took once. */
export interface Sample {
  /** Milliseconds by the clock, or what else a row counts. */
  readonly wall: number
  /** Milliseconds of CPU, where they are counted. */
  readonly cpu?: number
}

/** What two things that do the same took, measured in turns. */
export interface Samples {
  /** One for each turn. */
  readonly ours: ReadonlyArray<Sample>
  readonly bare: ReadonlyArray<Sample>
}

/**
 * Measures A B A B …, so that whatever else the machine does meets both alike. The first turn of each warms up, and is
 * not counted.
 */
export const alternate = async (
  turns: number,
  ours: () => Promise<Sample>,
  bare: () => Promise<Sample>
): Promise<Samples> => {
  const samples = { ours: [] as Array<Sample>, bare: [] as Array<Sample> }
  for (let turn = 0; turn <= turns; turn++) {
    const [a, b] = [await ours(), await bare()]
    if (turn === 0) continue
    samples.ours.push(a)
    samples.bare.push(b)
  }
  return samples
}

/** What something takes in this process. */
export const took = async (something: () => Promise<unknown>): Promise<Sample> => {
  const [start, used] = [performance.now(), process.cpuUsage()]
  await something()
  const wall = performance.now() - start
  const { user, system } = process.cpuUsage(used)
  return { wall, cpu: (user + system) / 1000 }
}
