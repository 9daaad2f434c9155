import { ACTIONS } from '@sluice/detection';
import fc from 'fast-check';
import { dueMember, ofDueMember } from './due-member';
import { decodeEvent, encodeEvent } from './session-event';
import { UNSCORED } from './live-session';
import { paddedId, redisId, timeOfId } from './stream-id';
import { decodeVerdict, encodeVerdict } from './verdict-codec';

const clientId = fc.stringMatching(/^[\x21-\x7E]{1,200}$/);
const streamId = fc.tuple(fc.integer({ min: 0, max: 9_999_999_999_999 }), fc.integer({ min: 0, max: 9_999_999_999 }));

describe('what live sessions are written as', () => {
  it('ids of the stream as text lie in its order, and come back', () => {
    fc.assert(
      fc.property(streamId, streamId, (a, b) => {
        const [x, y] = [paddedId(a.join('-')), paddedId(b.join('-'))];
        expect(x < y).toBe(a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]));
        expect([redisId(x), timeOfId(x)]).toEqual([a.join('-'), a[0]]);
      }),
    );
    expect(paddedId('')).toBe('');
  });

  it('verdicts come back, with the 7 decimals of scores', () => {
    const share = fc.integer({ min: -1e7, max: 1e7 }).map((value) => value / 1e7);
    const verdict = fc.record({
      until: streamId.map((id) => paddedId(id.join('-'))),
      model: fc.constantFrom('abuse-cascade@1.0.0', 'fraud@2.0.0-rc.1'),
      ...{ events: fc.nat(), flagged: fc.nat(), max_score: share, risk: share, risk_gap: share },
      ...{
        action: fc.constantFrom(...ACTIONS),
        events_gap: fc.integer(),
        degraded: fc.boolean(),
        fallback: fc.boolean(),
        unscored: fc.option(fc.constantFrom(...UNSCORED)),
        judged_at: fc.nat(),
      },
    });
    fc.assert(
      fc.property(verdict, (one) => {
        expect(decodeVerdict(encodeVerdict(one))).toEqual(one);
      }),
    );
    expect([decodeVerdict(''), decodeVerdict('1-0|abuse')]).toEqual([null, null]);
  });

  it('events come back with every text and instance', () => {
    const names = { tenant: clientId, session_id: clientId, model: clientId, version: clientId };
    const event = fc.record(
      {
        ...names,
        at: fc.maxSafeInteger(),
        event_id: clientId,
        user_id: clientId,
        texts: fc.array(fc.string({ unit: 'binary' })),
      },
      { requiredKeys: ['tenant', 'session_id', 'model', 'version', 'at', 'texts'] },
    );
    fc.assert(
      fc.property(event, (one) => {
        expect({ ...decodeEvent(encodeEvent(one)) }).toEqual({ ...one });
      }),
    );
    const rows = { tenant: 't', session_id: 's', model: 'm', version: '1', at: 1, instances: [{ amount: 1 }] };
    expect(decodeEvent(encodeEvent(rows))).toEqual(rows);
  });

  it.each(['', '{', 'null', '1', '{"tenant":"t"}', '{"tenant":"t","session_id":"s","model":"m","version":"1","at":1}'])(
    'takes no event from %p',
    (text) => {
      expect(decodeEvent(text)).toBeNull();
    },
  );

  it('names of due sessions come back', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_-]{0,63}$/), clientId, (tenant, sessionId) => {
        expect(ofDueMember(dueMember(tenant, sessionId))).toEqual({ tenant, sessionId });
      }),
    );
  });
});
