/** Config files as people and programs write them, each of which its readers accept. */
export const configTexts: ReadonlyArray<string> = [
  "",
  "\n\n",
  "# only a comment",
  "[default]\nregion=x",
  "\uFEFF[default]\r\nregion=x\r\n; c\r\n",
  "[profile a]\ns3 =\n  max = 1\n  # inner\n\n\n[services x]\ns3 =\n  endpoint_url = http://x\n",
  "[profile boto-ses-sbx]\nregion = mine\noutput = json\n# end",
  "[profile boto-ses-sbx]\n  region = mine\n  output = json\n",
  "  [profile boto-ses-sbx]\n  [profile z]\n  region = z\n",
  "[profile boto-ses-sbx]\n\tcredential_process = old credential-process sbx\n\tregion = mine\n[profile z]\nregion = z",
  "[profile boto-ses-sbx]\n# why\ncredential_process = old credential-process sbx\n  # and\nregion = mine\n",
  '[profile "boto-ses-sbx"] # named\nCredential_Process: old credential-process sbx\n',
  "[profile boto-ses-sbx]\n[profile boto-ses-prd]\n[profile boto-ses-devops]"
]
