import { deliveryOf, type Attempt, type DeliveryRecord, type Redelivery } from './delivery';

const RECORD: DeliveryRecord = {
  ...{ id: '01JD3Q7N3M8Z4X1V5T2R9P6K0B', tenant: 'local', type: 'batch.completed', url: 'https://example.com/' },
  ...{ created_at: 1_000, batch_id: null, session_id: null, body: '{}' },
};
const attempt = (number: number, more: Partial<Attempt>): Attempt => ({
  ...{ number, at: number * 10_000, duration_ms: 5, outcome: 'failed', status: 500, reason: 'STATUS', next_at: null },
  ...more,
});
const failed = (number: number): Attempt => attempt(number, { next_at: number * 10_000 + 5_000 });
const delivered = (number: number): Attempt => attempt(number, { outcome: 'delivered', status: 200, reason: null });

describe('the state of a delivery', () => {
  it.each<[string, Attempt[], Redelivery[], string, object | null]>([
    ['that was never tried', [], [], 'pending', { number: 1, series: 1, at: 1_000 }],
    ['that failed', [failed(1)], [], 'pending', { number: 2, series: 1, at: 15_000 }],
    ['that arrived', [failed(1), delivered(2)], [], 'delivered', null],
    ['that failed for good', [failed(1), attempt(2, {})], [], 'failed', null],
    ['whose endpoint is gone', [attempt(1, { outcome: 'gone', status: 410 })], [], 'failed', null],
    ['whose endpoint was disabled', [attempt(1, { outcome: 'disabled', status: null })], [], 'disabled', null],
    [
      'that arrived and is to arrive again',
      [delivered(1)],
      [{ number: 2, at: 99_000 }],
      'pending',
      { number: 2, series: 2, at: 99_000 },
    ],
    [
      'that failed by hand',
      [attempt(1, {}), failed(2)],
      [{ number: 2, at: 15_000 }],
      'pending',
      { number: 3, series: 2, at: 25_000 },
    ],
    [
      'that is wanted sooner than its time',
      [failed(1)],
      [{ number: 2, at: 11_000 }],
      'pending',
      { number: 2, series: 2, at: 11_000 },
    ],
  ])('%s', (_, attempts, redeliveries, state, next) => {
    expect(deliveryOf(RECORD, attempts, redeliveries)).toMatchObject({ state, next });
  });
});
