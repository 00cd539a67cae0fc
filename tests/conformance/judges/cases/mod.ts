/** All rows. */
import type { Case } from "../Case.ts"
import { authorities } from "./authorities.ts"
import { clientSettings } from "./clientSettings.ts"
import { endpoints } from "./endpoints.ts"
import { environment } from "./environment.ts"
import { files } from "./files.ts"
import { found } from "./found.ts"
import { instances } from "./instances.ts"
import { proxies } from "./proxies.ts"
import { signIns } from "./signIns.ts"
import { values } from "./values.ts"
import { vectorsChain } from "./vectorsChain.ts"
import { vectorsLocations } from "./vectorsLocations.ts"
import { vectorsParser } from "./vectorsParser.ts"
import { vectorsRoles } from "./vectorsRoles.ts"

export const cases: ReadonlyArray<Case> = [
  ...clientSettings,
  ...endpoints,
  ...proxies,
  ...authorities,
  ...files,
  ...instances,
  ...signIns,
  ...values,
  ...environment,
  ...found,
  ...vectorsParser,
  ...vectorsRoles,
  ...vectorsLocations,
  ...vectorsChain
]
