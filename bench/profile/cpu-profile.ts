/** A profile of V8, as --cpu-prof writes it. */
export interface CpuProfile {
  readonly nodes: readonly ProfileNode[];
  /** Microseconds of the monotonic clock. */
  readonly startTime: number;
  /** Id of the node on top of the stack at each sample. */
  readonly samples: readonly number[];
  /** Microseconds since the sample before. */
  readonly timeDeltas: readonly number[];
}

interface ProfileNode {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  readonly children?: readonly number[];
}

/** One function in its place in the tree of calls. */
export interface Frame {
  readonly name: string;
  /** What it belongs to: a package, a part of Node, one of our folders, or what V8 does beside. */
  readonly part: string;
  /** Microseconds on top of the stack, and with all it calls. */
  selfUs: number;
  totalUs: number;
  readonly children: Frame[];
}

const ROOT = '(root)';
/** The process waits: no CPU is used. */
const IDLE = '(idle)';

/** The tree of calls with its times, without idle time. @param fromUs of the monotonic clock: what was before is left out */
export function callTree({ nodes, samples, timeDeltas, startTime }: CpuProfile, fromUs = 0): Frame {
  const frames = new Map(nodes.map((node) => [node.id, frameOf(node)]));
  for (const { id, children = [] } of nodes) {
    for (const child of children) {
      const frame = frames.get(child);
      if (frame && frame.name !== IDLE) frames.get(id)?.children.push(frame);
    }
  }
  let atUs = startTime;
  samples.forEach((id, i) => {
    const deltaUs = timeDeltas[i] ?? 0;
    atUs += deltaUs;
    const frame = frames.get(id);
    if (frame && atUs >= fromUs) frame.selfUs += Math.max(0, deltaUs);
  });
  const root = [...frames.values()].find(({ name }) => name === ROOT);
  if (!root) throw new Error('The profile has no root.');
  addUp(root);
  return root;
}

/** Microseconds on top of the stack, by part, most first. */
export function selfByPart(root: Frame): [part: string, us: number][] {
  const parts = new Map<string, number>();
  const add = ({ part, selfUs, children }: Frame): void => {
    parts.set(part, (parts.get(part) ?? 0) + selfUs);
    children.forEach(add);
  };
  add(root);
  return [...parts].filter(([, us]) => us > 0).sort(([, a], [, b]) => b - a);
}

function addUp(frame: Frame): number {
  frame.totalUs = frame.selfUs + frame.children.reduce((sum, child) => sum + addUp(child), 0);
  return frame.totalUs;
}

function frameOf({ callFrame: { functionName, url, lineNumber } }: ProfileNode): Frame {
  const name = functionName === '' ? `(anonymous):${lineNumber + 1}` : functionName;
  return { name, part: partOf(functionName, url), selfUs: 0, totalUs: 0, children: [] };
}

function partOf(name: string, url: string): string {
  const [, pack] = /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/.exec(url) ?? [];
  if (pack !== undefined) return pack;
  const [, own] = /dist\/((?:apps|libs)\/[^/]+\/src\/[^/]+)/.exec(url) ?? [];
  if (own !== undefined) return own.replace(/\/src\//, '/').replace(/\.js$/, '');
  if (url.startsWith('node:')) return url.replace(/^node:internal\/([^/]+).*/, 'node:internal/$1');
  return name === '(garbage collector)' ? 'garbage collector' : 'native code';
}
