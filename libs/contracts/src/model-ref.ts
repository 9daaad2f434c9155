/** SHA-256 in lower-case hex behind `sha256:`. */
export type Digest = `sha256:${string}`;

/** Names one exact model everywhere: predictions, manifests of batches, metrics. `digest` is that of manifest.json. */
export interface ModelRef {
  readonly name: string;
  readonly version: string;
  readonly digest: Digest;
}
