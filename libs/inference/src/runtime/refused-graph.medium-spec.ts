import { ModelsDir, type VersionOptions } from '../../test/models-dir.fixture';
import { castGraph, ONNX_TYPE, onnxGraph, type OnnxGraphSpec, type OnnxNode } from '../../test/onnx-bytes.fixture';
import { InferenceService } from '../inference-service';
import { inspectGraph } from '../verify/inspect-graph';

/** A graph of the right input and output whose only node is this one, unless `spec` says more. */
function graphOf(node: Partial<OnnxNode>, spec: Partial<OnnxGraphSpec> = {}): Buffer {
  return onnxGraph({
    nodes: [{ op: 'Cast', inputs: ['text'], outputs: ['probability'], attributes: { to: ONNX_TYPE.float }, ...node }],
    inputs: [{ name: 'text', type: 'string', shape: ['rows'] }],
    outputs: [{ name: 'probability', type: 'float', shape: ['rows'] }],
    ...spec,
  });
}

const EXTERNAL = 'external data is not allowed: save the model as one file';
const NO_MODEL = 'it is no ONNX model, or not all of one';
const elsewhere = { name: 'w', shape: [2], values: [1, 1] };
const inBranch = graphOf({}, { weights: [{ ...elsewhere, location: '../w.bin' }] });

const REFUSED: readonly (readonly [what: string, graph: Buffer, reason: string])[] = [
  [
    'an operator that does not exist',
    graphOf({ op: 'Frobnicate' }),
    'operator Frobnicate is not supported at opset 17',
  ],
  ['an operator of a later opset', graphOf({ op: 'Gelu' }), 'operator Gelu is not supported at opset 17'],
  ['an operator of a foreign domain', graphOf({ op: 'Foo', domain: 'com.acme' }), 'operator domain com.acme'],
  [
    'an operator that takes no strings',
    graphOf({ op: 'Sigmoid', attributes: {} }),
    'operator Sigmoid does not take tensor(string)',
  ],
  [
    'an attribute that its operator lacks',
    graphOf({ op: 'Sigmoid' }),
    'Unrecognized attribute: to for operator Sigmoid',
  ],
  ['an opset of the future', graphOf({}, { opset: 99 }), 'opset 99 is not supported'],
  ['a file format of the future', graphOf({}, { irVersion: 99 }), 'IR version 99 is not supported'],
  ['weights in another file', graphOf({}, { weights: [{ ...elsewhere, location: 'w.bin' }] }), EXTERNAL],
  ['weights in another folder', inBranch, EXTERNAL],
  ['weights in memory', graphOf({}, { weights: [{ ...elsewhere, location: '*/_ORT_MEM_ADDR_/*' }] }), EXTERNAL],
  ['a missing half', castGraph().subarray(0, 60), NO_MODEL],
  ['no bytes', Buffer.alloc(0), NO_MODEL],
  ['bytes of something else', Buffer.from('PK\u0003\u0004 not a graph at all'), NO_MODEL],
  ['an input that nobody declared', graphOf({ inputs: ['words'] }), "Node input 'words' is not a graph input"],
];

describe('a graph that cannot run', () => {
  let models: ModelsDir;
  beforeEach(async () => (models = await ModelsDir.create()));
  afterEach(() => models.remove());

  it.each(REFUSED)(
    'with %s makes its version unavailable for this reason, and nothing else',
    async (_, graph, reason) => {
      for (const [name, options] of Object.entries<VersionOptions>({ good: {}, bad: { graph } })) {
        await models.add({ name, ...options });
      }
      const modelVersions = new Map<string, string>();
      const inference = await InferenceService.open({
        modelsDir: models.path,
        modelVersions,
        threads: 1,
        mode: 'threads',
      });
      try {
        expect(inference.models()).toMatchObject([
          { name: 'bad', state: 'UNAVAILABLE', reason: expect.stringContaining(reason) as string },
          { name: 'good', state: 'READY', reason: null },
        ]);
      } finally {
        await inference.close();
      }
    },
  );

  it.each(REFUSED)('with %s is told so when it is inspected', async (_, graph, reason) => {
    expect(await inspectGraph(graph)).toEqual({ reason: expect.stringContaining(reason) as string });
  });

  it('is described by its inputs and outputs when it can run', async () => {
    expect(await inspectGraph(castGraph({ input: { shape: ['rows', 1] }, output: { shape: ['', 1] } }))).toEqual({
      inputs: [{ name: 'text', type: 'string', shape: ['rows', 1] }],
      outputs: [{ name: 'probability', type: 'float32', shape: ['rows', 1] }],
    });
  });

  it('names no path of the machine', async () => {
    for (const [, graph] of REFUSED) expect(JSON.stringify(await inspectGraph(graph))).not.toMatch(/\/\w+\/\w+/);
  });
});
