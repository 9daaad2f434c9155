import { BODY_LIMITS, SWEEP_MS } from './body-deadlines';
import { SERVER } from './listener-options';

/** What is promised: docs/reliability.md. */
const CUT_WITHIN_MS = 12_000;
/** For a process that is busy when a deadline passes. */
const SPARE_MS = 1_000;

describe('a client that sends as slowly as it may', () => {
  it.each([
    ['a body of JSON', BODY_LIMITS.bodyMs],
    ['a file', BODY_LIMITS.uploadWindowMs],
  ])('is cut within 12 s of its first byte, headers and %s together', (_, limitMs) => {
    const headersMs = SERVER.headersTimeout + SERVER.connectionsCheckingInterval;
    expect(headersMs + limitMs + SWEEP_MS).toBeLessThanOrEqual(CUT_WITHIN_MS - SPARE_MS);
  });
});
