import { BODY_LIMITS, SWEEP_MS } from './body-deadlines';
import { SERVER } from './listener-options';

/** What is promised: docs/reliability.md. */
const CUT_WITHIN_MS = 12_000;
/** For a process that is busy when a deadline passes. */
const SPARE_MS = 1_000;

describe('a client that sends as slowly as it may', () => {
  it('is cut within 12 s of its first byte, headers and body together', () => {
    const headersMs = SERVER.headersTimeout + SERVER.connectionsCheckingInterval;
    const bodyMs = BODY_LIMITS.bodyMs + SWEEP_MS;
    expect(headersMs + bodyMs).toBeLessThanOrEqual(CUT_WITHIN_MS - SPARE_MS);
  });
});
