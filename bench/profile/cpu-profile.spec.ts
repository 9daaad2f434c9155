import { callTree, selfByPart, type CpuProfile } from './cpu-profile';
import { flameGraph } from './flame-graph';

const node = (id: number, functionName: string, url: string, children: number[] = []): CpuProfile['nodes'][number] => ({
  id,
  callFrame: { functionName, url, lineNumber: 6 },
  children,
});

const PROFILE: CpuProfile = {
  startTime: 1_000,
  nodes: [
    node(1, '(root)', '', [2, 3, 6]),
    node(2, '(idle)', ''),
    node(3, 'handle', 'file:///x/node_modules/fastify/lib/handle.js', [4, 5]),
    node(4, 'execute', 'file:///x/dist/apps/gateway/src/predict/predict.js'),
    node(5, '', 'node:internal/streams/writable'),
    node(6, '(garbage collector)', ''),
  ],
  samples: [2, 4, 4, 5, 3, 6],
  timeDeltas: [900, 100, 50, 25, 10, 15],
};

describe('a CPU profile', () => {
  it('tells what each part used, without the time that was waited', () => {
    const root = callTree(PROFILE);
    expect(root.totalUs).toBe(200);
    expect(selfByPart(root)).toEqual([
      ['apps/gateway/predict', 150],
      ['node:internal/streams', 25],
      ['garbage collector', 15],
      ['fastify', 10],
    ]);
  });

  it('leaves out what was before a moment', () => {
    expect(selfByPart(callTree(PROFILE, 1_000 + 900 + 100 + 50 + 25))).toEqual([
      ['node:internal/streams', 25],
      ['garbage collector', 15],
      ['fastify', 10],
    ]);
  });

  it('is drawn as a flame graph, each function as wide as its time', () => {
    const svg = flameGraph(callTree(PROFILE), 'a <title>');
    expect(svg).toMatch(/^<svg /);
    expect(svg).toContain('a &lt;title&gt;');
    expect(svg).toContain('<title>execute (apps/gateway/predict): 75.0 %</title>');
    expect(svg).not.toContain('idle');
  });
});
