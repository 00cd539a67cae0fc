/** Numbers for functions and instances, so that keys made of text tell two of them apart. */
const identities = new WeakMap<object, number>()
let last = 0

export const identityOf = (value: object): number => {
  const known = identities.get(value)
  if (known !== undefined) return known
  last += 1
  identities.set(value, last)
  return last
}
