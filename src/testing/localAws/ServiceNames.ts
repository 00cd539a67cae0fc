/**
 * What services are called: an SDK's client has a name (`CloudWatch Logs`), and the service signs with another (`logs`).
 *
 * Source: the `serviceId`, `signingName` and `targetPrefix` of the models that botocore has of each service.
 */

/** A client's service as the keys of `endpoints` have it: `CloudWatch Logs`, `cloudwatch-logs` and `cloudwatch_logs` are one. */
export const serviceKey = (name: string): string => name.replaceAll(/[ _-]/g, "").toLowerCase()

/**
 * A service by its key, and by what its requests are told from those of others that sign alike: the beginning of their path,
 * that of their `X-Amz-Target`, or their `Version`. What has no such mark can be any of them.
 */
type Row = readonly [key: string, mark?: string]

/** The services whose signature has another name than their client; a name that is here and its own key is listed too. */
const bySignature: { readonly [signingName: string]: ReadonlyArray<Row> } = {
  "aco-automation": [["computeoptimizerautomation"]],
  aidevops: [["devopsagent"]],
  airflow: [["mwaa"]],
  "airflow-serverless": [["mwaaserverless"]],
  aoss: [["opensearchserverless"]],
  apigateway: [["apigatewayv2", "/v2/"], ["apigateway"]],
  appconfig: [["appconfigdata", "/configuration"], ["appconfig"]],
  aps: [["amp"]],
  "aws-marketplace": [
    ["marketplaceagreement", "AWSMPCommerceService"],
    ["marketplaceentitlementservice", "AWSMPEntitlementService"],
    ["marketplacemetering", "AWSMPMeteringService"],
    ["marketplacecatalog"],
    ["marketplacedeployment"],
    ["marketplacediscovery"],
    ["marketplacereporting"]
  ],
  bedrock: [
    ["bedrockruntime", "/model/"],
    ["bedrockdataautomationruntime", "AmazonBedrockKeystoneRuntimeService"],
    ["bedrock"],
    ["bedrockagent"],
    ["bedrockagentruntime"],
    ["bedrockdataautomation"]
  ],
  "bedrock-agentcore": [["bedrockagentcore"], ["bedrockagentcorecontrol"]],
  cases: [["connectcases"]],
  cassandra: [["keyspacesstreams", "KeyspacesStreams"], ["keyspaces"]],
  ce: [["costexplorer"]],
  chime: [
    ["chime"],
    ["chimesdkidentity"],
    ["chimesdkmediapipelines"],
    ["chimesdkmeetings"],
    ["chimesdkmessaging"],
    ["chimesdkvoice"]
  ],
  cloudcontrolapi: [["cloudcontrol"]],
  cloudhsm: [["cloudhsmv2", "BaldrApiService"], ["cloudhsm"]],
  cloudsearch: [["cloudsearchdomain", "/2013-01-01/"], ["cloudsearch"]],
  "cognito-idp": [["cognitoidentityprovider"]],
  config: [["configservice"]],
  connect: [["connectcontactlens", "/realtime-contact-analysis/"], ["connect"]],
  "connect-campaigns": [["connectcampaignsv2", "/v2/"], ["connectcampaigns"]],
  cur: [["costandusagereportservice"]],
  discovery: [["applicationdiscoveryservice"]],
  dms: [["databasemigrationservice"]],
  ds: [["directoryservice"]],
  "ds-data": [["directoryservicedata"]],
  dynamodb: [["dynamodbstreams", "DynamoDBStreams_"], ["dynamodb"]],
  elasticfilesystem: [["efs"]],
  elasticloadbalancing: [["elasticloadbalancingv2", "2015-12-01"], ["elasticloadbalancing"]],
  elasticmapreduce: [["emr"]],
  es: [["opensearch", "/2021-01-01/"], ["elasticsearchservice"]],
  events: [["eventbridge"]],
  "execute-api": [["connectparticipant", "/participant/"], ["apigatewaymanagementapi"]],
  "finspace-api": [["finspacedata"]],
  forecast: [["forecastquery", "AmazonForecastRuntime"], ["forecast"]],
  geo: [["location"]],
  greengrass: [["greengrassv2", "/greengrass/v2/"], ["greengrass"]],
  "health-agent": [["connecthealth"]],
  iotdata: [["iotdataplane"]],
  "iot-jobs-data": [["iotjobsdataplane"]],
  IoTSecuredTunneling: [["iotsecuretunneling"]],
  ivs: [["ivs"], ["ivsrealtime"]],
  kinesisanalytics: [["kinesisanalyticsv2", "KinesisAnalytics_20180523"], ["kinesisanalytics"]],
  kinesisvideo: [
    ["kinesisvideo"],
    ["kinesisvideoarchivedmedia"],
    ["kinesisvideomedia"],
    ["kinesisvideosignaling"],
    ["kinesisvideowebrtcstorage"]
  ],
  lex: [["lexmodelsv2"], ["lexruntimev2"], ["lexmodelbuildingservice"], ["lexruntimeservice"]],
  logs: [["cloudwatchlogs"]],
  mediastore: [["mediastore", "MediaStore_"], ["mediastoredata"]],
  mgh: [["migrationhubconfig", "AWSMigrationHubMultiAccountService"], ["migrationhub"]],
  mobiletargeting: [["pinpoint"]],
  monitoring: [["cloudwatch"]],
  "mturk-requester": [["mturk"]],
  "neptune-db": [["neptunedata"]],
  "payment-cryptography": [["paymentcryptography", "PaymentCryptographyControlPlane"], ["paymentcryptographydata"]],
  personalize: [["personalize", "AmazonPersonalize"], ["personalizeevents"], ["personalizeruntime"]],
  profile: [["customerprofiles"]],
  rds: [["rds"], ["docdb"], ["neptune"]],
  "refactor-spaces": [["migrationhubrefactorspaces"]],
  // What goes to a bucket is had: this one manages them for an account.
  s3: [["s3control", "/v20180820/"]],
  sagemaker: [
    ["sagemaker", "SageMaker"],
    ["sagemakerruntime", "/endpoints/"],
    ["sagemakera2iruntime"],
    ["sagemakeredge"],
    ["sagemakerfeaturestoreruntime"],
    ["sagemakermetrics"]
  ],
  scn: [["supplychain"]],
  sdb: [["simpledbv2", "/v2/"], ["simpledb"]],
  serverlessrepo: [["serverlessapplicationrepository"]],
  servicecatalog: [["servicecatalog", "AWS242ServiceCatalogService"], ["servicecatalogappregistry"]],
  ses: [["sesv2", "/v2/"], ["mailmanager", "MailManagerSvc"], ["pinpointemail", "/v1/"], ["ses"]],
  signer: [["signer"], ["signerdata"]],
  "sms-voice": [["pinpointsmsvoicev2", "PinpointSMSVoiceV2"], ["pinpointsmsvoice"]],
  sso: [["ssoadmin"]],
  states: [["sfn"]],
  tagging: [["resourcegroupstaggingapi"]],
  tax: [["taxsettings"]],
  thinclient: [["workspacesthinclient"]],
  timestream: [["timestreamwrite"], ["timestreamquery"]],
  wisdom: [["qconnect"], ["wisdom"]]
}

/** What a request shows of the service that it is for, beside its signature. */
export interface Marks {
  readonly path: string
  readonly target: string | undefined
  readonly version: string | undefined
}

const shows = ({ path, target, version }: Marks, mark: string): boolean =>
  mark.startsWith("/") ? path.startsWith(mark) : version === mark || target?.startsWith(mark) === true

/** The keys of the services that a signature of this name can be for, the likeliest first; empty where that is S3 itself. */
export const keysOfSignature = (signingName: string, marks: Marks): ReadonlyArray<string> => {
  const rows = Object.hasOwn(bySignature, signingName) ? bySignature[signingName] : undefined
  if (rows === undefined) return [serviceKey(signingName)]
  const marked = rows.find(([, mark]) => mark !== undefined && shows(marks, mark))
  return (marked === undefined ? rows.filter(([, mark]) => mark === undefined) : [marked]).map(([key]) => key)
}

/** The keys that are meant by one which is only a name of signatures, such as `monitoring`; empty where it may be a key. */
export const keysMeantBy = (name: string): ReadonlyArray<string> => {
  const signingName = Object.keys(bySignature).find((one) => serviceKey(one) === serviceKey(name))
  const keys = (signingName === undefined ? [] : (bySignature[signingName] ?? [])).map(([key]) => key)
  return keys.includes(serviceKey(name)) || signingName === "s3" || signingName === "sso" ? [] : keys
}
