import * as Schema from "effect/Schema"

const text = (description: string): Schema.String => Schema.String.annotate({ description })

const OneOrMany = Schema.Union([Schema.String, Schema.Array(Schema.String)])
const Block = Schema.Record(Schema.String, OneOrMany)

/** `boto-ses trust --json`: the trust policy of the role that a job takes by its own token. */
export const Trust: Schema.Codec<{
  readonly target: string
  readonly roleName: string
  readonly provider: {
    readonly arn: string
    readonly url: string | null
    readonly audience: string
  }
  readonly trustPolicy: {
    readonly Version: "2012-10-17"
    readonly Statement: ReadonlyArray<{
      readonly Effect: "Allow"
      readonly Principal: { readonly Federated: string }
      readonly Action: string | ReadonlyArray<string>
      readonly Condition: {
        readonly StringEquals?: { readonly [key: string]: string | ReadonlyArray<string> }
        readonly StringLike?: { readonly [key: string]: string | ReadonlyArray<string> }
      }
    }>
  }
  readonly notes: ReadonlyArray<string>
}> = Schema.Struct({
  target: text("The target: devops or an env's name."),
  roleName: text("The role's name."),
  provider: Schema.Struct({
    arn: text("How the trust policy names the provider, its account in full."),
    url: Schema.NullOr(Schema.String).annotate({
      description: "The provider's URL; null where IAM knows the provider by itself."
    }),
    audience: text("The audience that the provider in IAM has to accept.")
  }),
  trustPolicy: Schema.Struct({
    Version: Schema.Literal("2012-10-17"),
    Statement: Schema.Array(
      Schema.Struct({
        Effect: Schema.Literal("Allow"),
        Principal: Schema.Struct({ Federated: Schema.String }),
        Action: OneOrMany,
        Condition: Schema.Struct({
          StringEquals: Schema.optionalKey(Block),
          StringLike: Schema.optionalKey(Block)
        })
      })
    )
  }).annotate({ description: "The role's trust policy, as IAM takes it." }),
  notes: Schema.Array(Schema.String).annotate({ description: "What a careful reader should know." })
}).annotate({ title: "trust" })

export type Trust = typeof Trust.Type
