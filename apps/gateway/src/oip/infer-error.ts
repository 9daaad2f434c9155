import { SluiceError } from '@sluice/contracts';

/** An infer request that does not fit its model. @param what one sentence that says what to send instead; no values of the request */
export function inferError(pointer: string, what: string): SluiceError {
  return new SluiceError('INVALID_BODY', 'The tensors do not fit the model.', {
    errors: [{ pointer, code: 'INVALID_TENSOR', message: what }],
  });
}
