/** What ONNX Runtime 1.30 says when it refuses a graph, and what that means. It has no error codes. */
const EXPLANATIONS: readonly (readonly [pattern: RegExp, explain: (...found: readonly string[]) => string])[] = [
  [
    /No Op registered for (\S+) with domain_version of (\d+)/,
    (operator, opset) => `operator ${operator} is not supported at opset ${opset}`,
  ],
  [/ (\S+)\(-?\d+\) is not a registered function\/op/, (operator) => `operator ${operator} is not supported`],
  [/Could not find an implementation for (\w+)\(/, (operator) => `operator ${operator} is not supported for its types`],
  [
    /Type '([^']+)' of input parameter \S+ of operator \((\S+)\)/,
    (type, operator) => `operator ${operator} does not take ${type}`,
  ],
  [/No opset import for domain '([^']*)'/, (domain) => `the graph does not import the operator domain ${domain}`],
  [
    /Opset (\d+) is under development.* till opset (\d+)/s,
    (opset, newest) => `opset ${opset} is not supported: convert the model for opset ${newest} or older`,
  ],
  [
    /model IR version: (\d+), max supported IR version: (\d+)/,
    (version, newest) => `IR version ${version} is not supported: save the model with IR version ${newest} or older`,
  ],
  [/external data|in-memory address/i, () => EXTERNAL_DATA],
  [
    /Failed to construct locale/,
    () => 'the locale of a StringNormalizer is not installed: convert the model with locale "C"',
  ],
  [/This is an invalid model\..* Error (.+)$/s, (said) => said],
  [/protobuf parsing failed|data pointer is null/, () => 'it is no ONNX model, or not all of one'],
];

export const EXTERNAL_DATA = 'external data is not allowed: save the model as one file';

/** Source files and C++ signatures at the start of a message, and paths in it. */
const PLACES = [/^.*?\.(?:cc|h):\d+ .*?\) (?=[A-Z!])/s, /(?:[A-Za-z]:)?[/\\][^\s"',]+/g];
const MAX_LENGTH = 300;

/** Why ONNX Runtime refuses a graph, in plain words and without paths. @param message of its error */
export function explainRefusal(message: string): string {
  for (const [pattern, explain] of EXPLANATIONS) {
    const found = pattern.exec(message);
    if (found) return explain(...found.slice(1));
  }
  return PLACES.reduce((text, place) => text.replace(place, ''), message)
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, MAX_LENGTH);
}
