import { newId } from '@sluice/contracts';
import { deliverWebhook, finishBatch, planBatch, scoreChunk } from './job-catalogue';
import { InvalidPayload, parsePayload } from './job-definition';

describe('the job catalogue', () => {
  const batch = { tenant: 'local', batchId: newId() };
  const chunk = { ...batch, piece: '7', epoch: 1 };
  const attempt = { tenant: 'local', deliveryId: newId(), attempt: 2, series: 1 };

  it('gives every payload one id, without the colon that BullMQ keeps for itself', () => {
    const ids = [
      planBatch.id(batch),
      finishBatch.id(batch),
      scoreChunk.id(chunk),
      scoreChunk.id({ ...chunk, epoch: 2 }),
      scoreChunk.id({ ...chunk, piece: '7.2' }),
      deliverWebhook.id(attempt),
      deliverWebhook.id({ ...attempt, attempt: 3 }),
      deliverWebhook.id({ ...attempt, series: 2 }),
    ];
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.some((id) => id.includes(':'))).toBe(false);
    expect(scoreChunk.id({ ...chunk })).toBe(scoreChunk.id(chunk));
  });

  it('takes what it gave, within 1 kB', () => {
    expect(parsePayload(scoreChunk, JSON.parse(JSON.stringify(chunk)))).toEqual(chunk);
    expect(JSON.stringify(chunk).length).toBeLessThan(1_024);
  });

  it.each([
    ['nothing', undefined, /tenant.*batchId/],
    ['a path for an id', { ...batch, batchId: '../../etc' }, /batchId/],
    ['a path for a tenant', { ...batch, tenant: '../x' }, /tenant/],
    ['an unknown member', { ...batch, extra: 'secret-value' }, /extra/],
    ['a list', [1], /./],
  ])('refuses %s, and names members without their values', (_, data, message) => {
    expect(() => parsePayload(planBatch, data)).toThrow(InvalidPayload);
    expect(() => parsePayload(planBatch, data)).toThrow(message);
    expect(() => parsePayload(planBatch, data)).not.toThrow(/secret-value|etc/);
  });

  it.each([{ piece: -1 }, { piece: '1.' }, { piece: '../1' }, { piece: 0 }, { epoch: 0 }])(
    'refuses a chunk with %j',
    (wrong) => {
      expect(() => parsePayload(scoreChunk, { ...chunk, ...wrong })).toThrow(InvalidPayload);
    },
  );
});
