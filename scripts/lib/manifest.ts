/**
 * What of package.json is published. A field is either there for those who install the package or for us who develop it;
 * one of neither list stops the packing, so that nothing is published by accident.
 */

export type Manifest = { readonly [field: string]: unknown }

const published = [
  "name",
  "version",
  "description",
  "keywords",
  "homepage",
  "bugs",
  "repository",
  "license",
  "author",
  "type",
  "sideEffects",
  "engines",
  "exports",
  "bin",
  "peerDependencies",
  "dependencies"
]

/** `files` is done with once they are copied; `private` keeps npm from publishing the repository in place of the package. */
const ours = ["private", "files", "scripts", "devDependencies", "allowScripts"]

/** `git+https://host/owner/name.git` → `https://host/owner/name` */
const webAddress = (repository: string): string => repository.replace(/^git\+/, "").replace(/\.git$/, "")

/** Where readers and reporters go, which follows from where the repository is. */
const addresses = ({ repository }: Manifest): Manifest => {
  if (repository === undefined) return {}
  const url = typeof repository === "object" && repository !== null && "url" in repository ? repository.url : repository
  if (typeof url !== "string") throw new Error("package.json: `repository` is neither an address nor has it a `url`")
  const web = webAddress(url)
  return { homepage: `${web}#readme`, bugs: { url: `${web}/issues` } }
}

/** The manifest of the package, of that of the repository. */
export const publishedManifest = (manifest: Manifest): Manifest => {
  const unknown = Object.keys(manifest).filter((field) => !published.includes(field) && !ours.includes(field))
  if (unknown.length > 0) {
    const name = unknown.join(", ")
    throw new Error(
      `package.json: ${name}: name it in scripts/lib/manifest.ts, among what is published or what is ours`
    )
  }
  const whole: Manifest = { ...addresses(manifest), ...manifest }
  return Object.fromEntries(published.flatMap((field) => (field in whole ? [[field, whole[field]]] : [])))
}
