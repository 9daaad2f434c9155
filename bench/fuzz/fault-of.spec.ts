import { faultOf } from './fault-of';

const problem = (status: number, more: object = {}): string =>
  JSON.stringify({ status, code: 'NOT_FOUND', request_id: 'x', errors: [], ...more });
const PROBLEM = 'application/problem+json; charset=utf-8';

describe('what the fuzzer calls a fault', () => {
  it.each([
    ['a fault of ours', '/v1/predict', 500, PROBLEM, problem(500)],
    ['another media type', '/v1/predict', 404, 'text/plain', problem(404)],
    ['another status', '/v1/predict', 404, PROBLEM, problem(400)],
    ['no code', '/v1/predict', 404, PROBLEM, problem(404, { code: undefined })],
    ['no JSON', '/v1/predict', 404, PROBLEM, 'Not Found'],
    ['an error of /v2 without its message', '/v2/models/x', 404, 'application/json', '{}'],
  ])('%s', (_, path, status, type, text) => {
    expect(faultOf(path, { status, type, text })).not.toBeNull();
  });

  it('is nothing else', () => {
    expect(faultOf('/v1/predict', { status: 404, type: PROBLEM, text: problem(404) })).toBeNull();
    expect(faultOf('/v1/predict', { status: 200, type: 'application/json', text: '{}' })).toBeNull();
    expect(faultOf('/v2/models/x', { status: 404, type: 'application/json', text: '{"error":"x"}' })).toBeNull();
  });
});
