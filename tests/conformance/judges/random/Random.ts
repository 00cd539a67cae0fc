/** Numbers by a seed: the same seed gives the same cases on every machine. */
export interface Random {
  /** A whole number from 0 up to, and without, `end`. */
  readonly below: (end: number) => number
  /** Whether what happens in one of so many cases happens now. */
  readonly oneIn: (cases: number) => boolean
  readonly pick: <A>(from: readonly [A, ...ReadonlyArray<A>]) => A
}

/** Mulberry32, by Tommy Ettinger: 32 bits of state. */
export const makeRandom = (seed: number): Random => {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (end: number): number => Math.floor(next() * end)
  return {
    below,
    oneIn: (cases) => below(cases) === 0,
    pick: (from) => from[below(from.length)] ?? from[0]
  }
}
