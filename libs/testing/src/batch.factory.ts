/** What a batch of the tests consists of. */
export interface BatchShape {
  readonly rows: number;
  /** Rows are dealt out to this many sessions, out of order in time; 0: a file without sessions. */
  readonly sessions?: number;
}

const WORDS =
  'you are an idiot and stupid please send thanks see meeting tomorrow kill yourself nice weather today'.split(' ');
const START = Date.parse('2026-01-05T08:00:00Z');
/** Prime, so that sessions, times and words never fall into step. */
const STRIDE = 7_919;

/** A CSV file in which no two rows have the same text, and which is the same every time. Ids are `r<row>`. */
export function aBatch({ rows, sessions = Math.ceil(rows / 25) }: BatchShape): string {
  const lines = Array.from({ length: rows }, (_, i) => record(i, sessions));
  const header = sessions > 0 ? 'id,text,session_id,user_id,occurred_at' : 'id,text';
  return `${header}\n${lines.join('\n')}\n`;
}

function record(i: number, sessions: number): string {
  const words = Array.from({ length: 9 }, (_, k) => WORDS[(i * (k + 3) + k * STRIDE) % WORDS.length]);
  const text = `${words.join(' ')} ${i}`;
  if (sessions === 0) return `r${i + 1},${text}`;
  const session = (i * STRIDE) % sessions;
  const at = new Date(START + ((i * STRIDE) % 86_400) * 1_000).toISOString();
  return `r${i + 1},${text},s${session},u${session % 7},${at}`;
}
