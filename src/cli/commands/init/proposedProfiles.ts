import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import { readProfileFiles } from "../../../aws/profile/ProfileFiles.ts"
import { isAccountId } from "../../../domain/aws/AccountId.ts"
import { parseRoleArn } from "../../../domain/aws/Arn.ts"
import { isRegion } from "../../../domain/aws/Partition.ts"

/** An AWS CLI profile, as far as it helps with a configuration; nothing secret of it is kept. */
export interface ProposedProfile {
  readonly name: string
  /** The account that it is of, where its settings tell. */
  readonly accountId: string | undefined
  readonly region: string | undefined
}

/** The profiles of this machine; none where the files cannot be read, which `doctor` tells. */
export const proposedProfiles: Effect.Effect<
  ReadonlyArray<ProposedProfile>,
  never,
  FileSystem.FileSystem
> = readProfileFiles("the user").pipe(
  Effect.map(({ profiles }) =>
    [...profiles].map(([name, settings]) => {
      const accountId = settings.get("sso_account_id") ?? parseRoleArn(settings.get("role_arn") ?? "")?.accountId
      const region = settings.get("region")
      return {
        name,
        accountId: isAccountId(accountId) ? accountId : undefined,
        region: region !== undefined && isRegion(region) ? region : undefined
      }
    })
  ),
  Effect.orElseSucceed(() => [])
)

/** The profiles, those whose name holds the env's before the others. */
export const nearestFirst = (profiles: ReadonlyArray<ProposedProfile>, env: string): ReadonlyArray<ProposedProfile> => {
  const speaks = ({ name }: ProposedProfile): boolean => name.toLowerCase().includes(env)
  return [...profiles.filter(speaks), ...profiles.filter((profile) => !speaks(profile))]
}

/** What is often called an env, to guess by. */
const usual = ["sbx", "dev", "tst", "test", "stg", "staging", "qa", "uat", "prd", "prod"]

/** The envs that the profiles' names speak of. */
export const guessedEnvs = (profiles: ReadonlyArray<ProposedProfile>): ReadonlyArray<string> => {
  const words = new Set(profiles.flatMap(({ name }) => name.toLowerCase().split(/[^a-z0-9]+/)))
  return usual.filter((env) => words.has(env))
}
