/** Why a webhook is not sent to a URL. */
export type TargetRefusal = 'INVALID_URL' | 'NOT_HTTPS' | 'CREDENTIALS' | 'UNRESOLVED' | 'ADDRESS_REFUSED';

const MESSAGES: Readonly<Record<TargetRefusal, string>> = {
  INVALID_URL: 'must be an absolute URL, such as https://example.com/hooks',
  NOT_HTTPS: 'must begin with https://',
  CREDENTIALS: 'must hold no user name and no password',
  UNRESOLVED: 'must have a host that DNS resolves',
  ADDRESS_REFUSED: 'must not lead to a private, local or reserved address',
};

/** A URL that webhooks may not be sent to. The message finishes "callback_url …" and does not repeat the URL. */
export class RefusedTarget extends Error {
  override readonly name = 'RefusedTarget';

  constructor(readonly reason: TargetRefusal) {
    super(MESSAGES[reason]);
  }
}
