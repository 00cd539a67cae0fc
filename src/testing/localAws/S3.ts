/** S3's list of buckets. Source: Amazon S3 API Reference, ListBuckets and "Error responses". */
import type { AwsError } from "./AwsError.ts"
import type { Credential } from "./Credentials.ts"
import type { HttpAnswer } from "./HttpMessage.ts"
import { s3RequestId, token } from "./Ids.ts"
import type { State } from "./State.ts"
import * as Xml from "./Xml.ts"

// Buckets have no history here: any fixed moment serves.
const creationDate = "2024-01-01T00:00:00.000Z"

const answer = (status: number, root: Xml.Xml, requestId: string, hostId: string): HttpAnswer => ({
  status,
  headers: { "content-type": "application/xml", "x-amz-request-id": requestId, "x-amz-id-2": hostId },
  body: Xml.document(root)
})

/** The buckets of the caller's account. */
export const listBuckets = (state: State, caller: Credential): HttpAnswer => {
  const { accountId } = caller.principal
  const buckets = state.world.accounts[accountId]?.buckets ?? []
  return answer(
    200,
    Xml.element(
      "ListAllMyBucketsResult",
      [
        Xml.element("Owner", [Xml.element("ID", accountId)]),
        Xml.element(
          "Buckets",
          buckets.map((name) =>
            Xml.element("Bucket", [Xml.element("Name", name), Xml.element("CreationDate", creationDate)])
          )
        )
      ],
      "http://s3.amazonaws.com/doc/2006-03-01/"
    ),
    s3RequestId(),
    token(56)
  )
}

/** A refusal in S3's form, which has no namespace and no type. */
export const s3Error = (error: AwsError, resource: string): HttpAnswer => {
  const [requestId, hostId] = [s3RequestId(), token(56)]
  return {
    ...answer(
      error.status,
      Xml.element("Error", [
        Xml.element("Code", error.code),
        Xml.element("Message", error.message),
        Xml.element("Resource", resource),
        Xml.element("RequestId", requestId),
        Xml.element("HostId", hostId)
      ]),
      requestId,
      hostId
    ),
    errorCode: error.code
  }
}
