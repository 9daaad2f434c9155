/** Where and how an S3 store is reached. */
export interface S3Settings {
  /** Address of the server; null: AWS. */
  readonly endpoint: string | null;
  /** null: what the environment or the profile of the AWS SDK says, or `us-east-1` at an endpoint. */
  readonly region: string | null;
  /** Whether the bucket is named in the path instead of in the host name. */
  readonly forcePathStyle: boolean;
  /** Bytes of objects that a machine keeps copies of. */
  readonly cacheBytes: number;
  /** Unless given, the usual chain of the AWS SDK: environment, files, roles. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}
