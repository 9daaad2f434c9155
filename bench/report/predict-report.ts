import { CONNECTIONS, type PredictFigures } from '../predict/predict-bench';
import { markdownTable, megabytes, number } from '../../apps/models/src/report/markdown-table';

const NAMES = {
  floor: 'node:http and JSON.parse (floor)',
  peer: 'FastAPI + scikit-learn (peer)',
  sluice: 'Sluice',
} as const;

const HEAD = ['POST /predict', 'connections', 'req/s', 'p50 ms', 'p99 ms', 'CPU µs/request', 'share of its core'];

/** Resident memory of the gateway. */
export interface GatewayMemory {
  /** The most until it was ready. */
  readonly startBytes: number;
  /** The most until the end of the load. */
  readonly peakBytes: number;
}

/** @param peerMissing why there are no figures of the peer */
export function predictReport(
  figures: readonly PredictFigures[],
  peerMissing: string | null,
  { startBytes, peakBytes }: GatewayMemory,
): string {
  const rows = figures.map((one) => [
    NAMES[one.server],
    number(one.connections),
    number(one.requestsPerSecond),
    number(one.p50Ms, 2),
    number(one.p99Ms, 2),
    number(one.cpuMicrosPerRequest),
    `${number(one.coreShare * 100)} %`,
  ]);
  if (peerMissing !== null) rows.push([NAMES.peer, '', 'not run']);
  const memory = `Gateway: ${megabytes(startBytes)} at its start, ${megabytes(peakBytes)} at its peak under this load.`;
  return `${markdownTable(HEAD, rows)}${notRun(peerMissing)}\n${ratios(figures)}${memory}\n`;
}

function ratios(figures: readonly PredictFigures[]): string {
  const rows = CONNECTIONS.map((connections) => {
    const at = (server: PredictFigures['server']): PredictFigures | undefined =>
      figures.find((one) => one.server === server && one.connections === connections);
    const [sluice, peer, floor] = [at('sluice'), at('peer'), at('floor')];
    return [
      number(connections),
      ratio(sluice?.requestsPerSecond, peer?.requestsPerSecond),
      ratio(peer?.cpuMicrosPerRequest, sluice?.cpuMicrosPerRequest),
      ratio(sluice?.cpuMicrosPerRequest, floor?.cpuMicrosPerRequest),
    ];
  });
  const head = ['connections', 'req/s, Sluice / peer', 'CPU a request, peer / Sluice', 'CPU a request, Sluice / floor'];
  return `${markdownTable(head, rows, () => true)}\n`;
}

/** Why the row of the peer says `not run`, under the table. */
export function notRun(peerMissing: string | null): string {
  return peerMissing === null ? '' : `\nThe peer was not run: ${peerMissing}.\n`;
}

/** `3.1`, or `-` when one of the two was not measured. */
export function ratio(a: number | undefined, b: number | undefined): string {
  return a === undefined || b === undefined ? '-' : number(a / b, 1);
}
