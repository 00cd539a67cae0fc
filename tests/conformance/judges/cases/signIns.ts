/** Profiles and sessions of Identity Center whose names and settings another reader may not find. */
import { rows, ssoFiles } from "../Case.ts"

const names = ["my corp", "r&d", "übung", "a,b", "(a)", "a#b", "a;b", "a=b", "a:b", "a.b/c@d", "Corp", "a]b"]

const compare = ["credentials", "asked"] as const
const settings = "sso_session = s\nsso_account_id = 123456789012\nsso_role_name = Admin\n"

export const signIns = rows(19, [
  ...names.map((name) => ({
    name: `sign-in of the profile ${name}`,
    profile: name,
    files: ssoFiles(`profile "${name}"`),
    compare
  })),
  ...names.map((name) => ({
    name: `sign-in of the session ${name}`,
    profile: "x",
    files: ssoFiles("profile x", settings.replace("= s", `= ${name}`), name, `sso-session "${name}"`),
    compare
  })),
  ...["a#b", "a;b", "a=b", "a:b", "(a,b)", "r&d", "übung"].map((name) => ({
    name: `sign-in of the profile ${name}, not in quotes`,
    profile: name,
    files: ssoFiles(`profile ${name}`),
    compare
  })),
  {
    name: "sign-in by settings in capitals",
    profile: "x",
    files: ssoFiles("profile x", settings.toUpperCase().replace("= S", "= s").replace("= ADMIN", "= Admin")),
    compare
  },
  {
    name: "sign-in by settings with colons",
    profile: "x",
    files: ssoFiles("profile x", settings.replaceAll(" =", ":")),
    compare
  },
  {
    name: "sign-in by a session that is not there",
    profile: "x",
    files: ssoFiles("profile x", settings, "s", "sso-session other"),
    compare
  },
  {
    name: "sign-in by another session's token",
    profile: "x",
    files: ssoFiles("profile x", settings.replace("= s", "= t"), "s", "sso-session t"),
    compare: ["credentials"]
  }
])
