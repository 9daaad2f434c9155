import { HttpException, NotFoundException } from '@nestjs/common';
import { SluiceError } from '@sluice/contracts';
import { clientErrorOf } from './client-error';

describe('what a client may know of an error', () => {
  it('is our own error as it is', () => {
    const error = new SluiceError('BATCH_NOT_FOUND', 'There is no such batch.');
    expect(clientErrorOf(error)).toBe(error);
  });

  it.each([
    [new NotFoundException('Cannot GET /canary'), 'NOT_FOUND'],
    [new HttpException('canary', 418), 'BAD_REQUEST'],
    [new HttpException('canary', 500), 'INTERNAL'],
    [Object.assign(new Error('canary'), { statusCode: 404 }), 'INTERNAL'],
    [Object.assign(new Error('canary'), { statusCode: 413, code: 'FST_ERR_CTP_BODY_TOO_LARGE' }), 'PAYLOAD_TOO_LARGE'],
    [new Error('canary'), 'INTERNAL'],
    ['canary', 'INTERNAL'],
    [undefined, 'INTERNAL'],
  ])('of %p is never its message', (thrown, code) => {
    const error = clientErrorOf(thrown);
    expect(error.code).toBe(code);
    expect(error.message).not.toContain('canary');
  });

  it('keeps the cause of a fault of ours for the log', () => {
    const cause = new Error('canary');
    expect(clientErrorOf(cause).cause).toBe(cause);
  });
});
