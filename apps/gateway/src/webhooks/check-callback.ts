import { SluiceError } from '@sluice/contracts';
import { RefusedTarget, type WebhookTargets } from '@sluice/webhooks';

/** Decides whether the end of a batch can be told to a URL. */
export class CheckCallback {
  /** @param isSigned whether there is a secret to sign with */
  constructor(
    private readonly targets: WebhookTargets,
    private readonly isSigned: boolean,
  ) {}

  /** @returns the URL as it is kept, null of none. @throws SluiceError INVALID_FIELD when it must not be posted to */
  async execute(callbackUrl: string | undefined): Promise<string | null> {
    if (callbackUrl === undefined) return null;
    if (!this.isSigned) {
      const detail = 'This system sends no webhooks: its operator has to set WEBHOOK_SECRETS. Leave callback_url out.';
      throw refused(detail, 'NOT_ALLOWED', 'is taken once WEBHOOK_SECRETS is set');
    }
    try {
      return (await this.targets.check(callbackUrl)).href;
    } catch (error) {
      if (!(error instanceof RefusedTarget)) throw error;
      const code = error.reason === 'INVALID_URL' ? 'INVALID_FORMAT' : 'NOT_ALLOWED';
      throw refused(
        'Webhooks go to https URLs of the public internet. See errors and docs/webhooks.md.',
        code,
        error.message,
      );
    }
  }
}

function refused(detail: string, code: string, message: string): SluiceError {
  return new SluiceError('INVALID_FIELD', detail, { errors: [{ pointer: '/callback_url', code, message }] });
}
