import { SeededRandom } from './seeded-random';
import { chatText } from './texts';

/** One message of a chat, as the columns of examples/chat.csv. */
export interface ChatRow {
  readonly id: string;
  readonly session_id: string;
  readonly user_id: string;
  /** RFC 3339 in UTC. */
  readonly occurred_at: string;
  readonly text: string;
}

export interface ChatShape {
  readonly rows: number;
  readonly seed: number;
  /** Share of sessions that turn abusive, in [0, 1]. */
  readonly abusiveShare: number;
}

const LONGEST_SESSION = 50;
/** Sessions that go on at the same time: their rows lie between each other, as in a real log. */
const OPEN_SESSIONS = 200;
const START = Date.parse('2026-11-02T08:00:00Z');
const MOST_MS_BETWEEN_ROWS = 400;

interface OpenSession {
  readonly id: number;
  readonly user: number;
  readonly abusive: boolean;
  readonly size: number;
  left: number;
}

/** Rows in the order of time, the same for the same shape. Sessions have 1 to 50 rows; abusive ones get worse towards their end. */
export function* chatRows({ rows, seed, abusiveShare }: ChatShape): Generator<ChatRow> {
  const random = new SeededRandom(seed);
  let sessions = 0;
  const open = (): OpenSession => {
    // The square of a uniform number: many short sessions, few long ones, 17 rows on average.
    const size = 1 + Math.floor(LONGEST_SESSION * random.next() ** 2);
    return {
      id: ++sessions,
      user: random.below(1 + rows / 40),
      abusive: random.next() < abusiveShare,
      size,
      left: size,
    };
  };
  const going = Array.from({ length: OPEN_SESSIONS }, open);
  let at = START;
  for (let row = 1; row <= rows; row++) {
    const place = random.below(going.length);
    const session = going[place] ?? open();
    at += random.below(MOST_MS_BETWEEN_ROWS);
    session.left--;
    const abusive = session.abusive && random.next() < 1 - session.left / session.size;
    yield {
      id: `m-${row}`,
      session_id: `s-${session.id}`,
      user_id: `u-${session.user}`,
      occurred_at: new Date(at).toISOString(),
      text: chatText(random, abusive),
    };
    if (session.left === 0) going[place] = open();
  }
}
