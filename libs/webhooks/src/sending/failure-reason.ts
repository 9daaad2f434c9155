import { RefusedTarget, type TargetRefusal } from '../targets/refused-target';

/** Why an attempt got no answer that counts: a refusal of ours, or what became of the connection. `NO_SECRET`: nothing was set to sign with. */
export type FailureReason =
  TargetRefusal | 'NO_SECRET' | 'STATUS' | 'REDIRECT' | 'TIMEOUT' | 'TLS_FAILED' | 'CONNECTION_FAILED';

/** Of OpenSSL and Node, as far as they speak of certificates and handshakes. */
const TLS_CODE = /^(ERR_TLS|ERR_SSL|EPROTO|CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|HOSTNAME_MISMATCH)/;

/** Of whatever was thrown while a webhook was sent; messages of errors stay inside, for they hold names and addresses. */
export function failureReason(error: unknown): FailureReason {
  if (error instanceof RefusedTarget) return error.reason;
  if (typeof error !== 'object' || error === null) return 'CONNECTION_FAILED';
  const name: unknown = Reflect.get(error, 'name');
  const code: unknown = Reflect.get(error, 'code');
  if (name === 'AbortError' || name === 'TimeoutError') return 'TIMEOUT';
  return typeof code === 'string' && TLS_CODE.test(code) ? 'TLS_FAILED' : 'CONNECTION_FAILED';
}
