import { createHmac, randomBytes } from 'node:crypto';

/** Makes the secret of a webhook: 256 random bits. */
export const newWebhookSecret = (): string => `whsec_${randomBytes(32).toString('base64url')}`;

export interface SignedRequest {
  readonly eventId: string;
  /** Seconds since the epoch. */
  readonly timestamp: number;
  readonly body: string;
}

/**
 * The headers that prove who sent a request, and when: HMAC-SHA-256 over the timestamp, a dot and the
 * raw body. After a rotation there is one signature for each secret.
 */
export function signatureHeaders(
  { eventId, timestamp, body }: SignedRequest,
  secrets: readonly string[],
): Record<string, string> {
  const signed = secrets.map((secret) => {
    const hmac = createHmac('sha256', secret).update(`${timestamp}.${body}`);
    return `v1=${hmac.digest('hex')}`;
  });
  return {
    'Parley-Webhook-Id': eventId,
    'Parley-Webhook-Timestamp': String(timestamp),
    'Parley-Webhook-Signature': signed.join(','),
  };
}
