import { hasExternalData } from './external-data';

const NODE_IN_FUNCTION = 7;

/** A field of a message that has a length. @param number under 16 */
const field = (number: number, ...content: readonly Uint8Array[]): Uint8Array => {
  const bytes = Buffer.concat(content);
  return Buffer.concat([Buffer.from([number * 8 + 2, bytes.length]), bytes]);
};
const text = Buffer.from('weights.bin');
const elsewhere = field(13, field(1, text));
const inside = field(9, text);
const graph = (tensor: Uint8Array): Uint8Array => field(7, field(5, tensor));
/** Groups of Protocol Buffers, which nobody writes any more and every parser skips: begin and end of field 15. */
const [begin, end] = [Buffer.from([15 * 8 + 3]), Buffer.from([15 * 8 + 4])];
/** The field `functions`, number 25: its tag takes two bytes. */
const functions = (content: Uint8Array): Uint8Array =>
  Buffer.concat([Buffer.from([0xca, 0x01, content.length]), content]);

describe('external data', () => {
  it.each<[string, Uint8Array[], boolean]>([
    ['a tensor of the graph', [graph(elsewhere)], true],
    ['a tensor of the graph behind a group', [begin, end, graph(elsewhere)], true],
    ['a tensor of the graph in a group', [begin, graph(elsewhere), end], true],
    ['an attribute of a node of a function', [functions(field(NODE_IN_FUNCTION, field(5, field(5, elsewhere))))], true],
    ['the default of an attribute of a function', [functions(field(11, field(5, elsewhere)))], true],
    ['no tensor', [graph(inside)], false],
    ['no tensor behind a group', [begin, end, graph(inside)], false],
  ])('is found in %s', (_, model, isThere) => {
    expect(hasExternalData(Buffer.concat(model))).toBe(isThere);
  });
});
