import { createHmac } from 'node:crypto';

/** What the signature speaks of. */
export interface SignedContent {
  /** The same in every attempt. */
  readonly id: string;
  /** Of this attempt, epoch milliseconds; the header has whole seconds. */
  readonly at: number;
  /** The bytes of the body as they are sent. */
  readonly body: string;
}

/**
 * Headers of Standard Webhooks (standardwebhooks.com, version 1): HMAC-SHA256 over `id.timestamp.body`, once with each secret, so that a receiver that knows
 * either takes it while secrets are exchanged.
 * @param secrets at least one
 */
export function signWebhook(
  { id, at, body }: SignedContent,
  secrets: readonly Uint8Array[],
): Readonly<Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string>> {
  const timestamp = String(Math.floor(at / 1_000));
  const signatures = secrets.map(
    (secret) => `v1,${createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64')}`,
  );
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}
