import { join } from 'node:path';

export const GRAPHS = join(__dirname, 'graphs');

/** A model that somebody brings: graphs/make_graphs.py trained and exported it with no thought of Sluice. */
export interface BroughtModel {
  /** File in graphs/, and name of the model. */
  readonly graph: string;
  readonly sample: { readonly name: string; readonly content: string; readonly rows: number };
  /** What the graph does not tell. */
  readonly flags: readonly string[];
  /** What the manifest must say in the end. */
  readonly expected: object;
}

export const BROUGHT: readonly BroughtModel[] = [
  {
    graph: 'sklearn-columns',
    sample: {
      name: 'orders.csv',
      content: [
        'id,country,device,amount',
        ...[
          '1,de,phone,12.5',
          '2,fr,laptop,250',
          '3,it,phone,99.9',
          '4,it,laptop,120',
          '5,de,laptop,30',
          '6,fr,phone,170',
        ],
        '',
      ].join('\n'),
      rows: 6,
    },
    flags: ['--positive', 'RISKY'],
    expected: {
      kind: 'tabular',
      labels: { positive: 'RISKY', negative: 'NOT_RISKY' },
      count_name: 'risky_count',
      encoding: { type: 'columns' },
      inputs: [
        { name: 'country', type: 'category', categories: ['de', 'fr', 'it'] },
        { name: 'device', type: 'category', categories: ['laptop', 'phone'] },
        { name: 'amount', type: 'number' },
      ],
    },
  },
  {
    graph: 'sklearn-text',
    sample: { name: 'comments.csv', content: 'text\nWhat an IDIOT\nthank you very much\nsee you at noon\n', rows: 3 },
    flags: ['--positive', 'RUDE', '--threshold', '0.6'],
    expected: { kind: 'text', featurizer: { type: 'none', input: 'comment' }, threshold: 0.6, output_column: 1 },
  },
  {
    graph: 'xgboost',
    sample: { name: 'four.csv', content: 'a,b,c,d\n0.1,-0.2,0.3,0.4\n1.5,1.2,-0.3,0\n-1,-1,0,2\n', rows: 3 },
    flags: ['--positive', 'YES', '--negative', 'NO'],
    expected: { labels: { positive: 'YES', negative: 'NO' }, encoding: { type: 'matrix', input: 'input' } },
  },
  {
    graph: 'torch-softmax',
    sample: { name: 'wind.ndjson', content: '{"x":0.5,"y":-0.25,"z":1}\n{"x":2,"y":0.25,"z":-1}\n', rows: 2 },
    flags: ['--classes', 'north,east,south', '--output-column', '2'],
    expected: {
      labels: { positive: 'SOUTH', negative: 'NOT_SOUTH' },
      output_column: 2,
      categories: { output: 'chances', names: ['north', 'east', 'south'] },
    },
  },
];
