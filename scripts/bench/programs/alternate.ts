/** What two things that do the same took, measured in turns. */
export interface Samples {
  /** Milliseconds, one for each turn. */
  readonly ours: ReadonlyArray<number>
  readonly bare: ReadonlyArray<number>
}

/**
 * Measures A B A B …, so that whatever else the machine does meets both alike. The first turn of each warms up, and is
 * not counted.
 */
export const alternate = async (
  turns: number,
  ours: () => Promise<number>,
  bare: () => Promise<number>
): Promise<Samples> => {
  const samples = { ours: [] as Array<number>, bare: [] as Array<number> }
  for (let turn = 0; turn <= turns; turn++) {
    const [a, b] = [await ours(), await bare()]
    if (turn === 0) continue
    samples.ours.push(a)
    samples.bare.push(b)
  }
  return samples
}

/** Milliseconds that something takes. */
export const took = async (something: () => Promise<unknown>): Promise<number> => {
  const start = performance.now()
  await something()
  return performance.now() - start
}
