/**
 * For type tests. A type test is a file of this folder that is only compiled, by
 * `tsc` and by `deno check`: what must not compile stands under a
 * `// @ts-expect-error`, which is an error itself where nothing is wrong below it.
 */

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

/** Compiles only as `same<A, B>(true)` where both types are the same, as `same<A, B>(false)` where they differ. */
export const same = <A, B>(_: Same<A, B>): void => undefined
