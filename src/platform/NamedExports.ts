/**
 * A package that is no ES module by Node's choice, with its names: some bundlers give an `import()` of such a package
 * `default` alone (esbuild with `--splitting`).
 */
export const namedExports = <Module extends object>(module: Module): Module =>
  Object.keys(module).every((name) => name === "default" || name === "module.exports")
    ? ((module as { readonly default?: Module }).default ?? module)
    : module
