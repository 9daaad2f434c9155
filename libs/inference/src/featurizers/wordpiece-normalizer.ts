import { SequenceNormalizer } from '@huggingface/tokenizers';
import { WordpieceBertNormalizer } from './wordpiece-bert-normalizer';
import { charactersOfClass } from './wordpiece-character-class';
import { WordpieceCharacterTable } from './wordpiece-character-table';
import { parseReplaceRule, type ReplaceRule } from './wordpiece-replace-rule';

interface Step {
  normalize(text: string): string;
}

type Config = Readonly<Record<string, unknown>>;

const ASCII = /^[\0-\x7f]*$/;
const ONE_BEYOND_ASCII = /^[^\0-\x7f]$/u;

/**
 * The normalizer of a tokenizer.json: the package's steps, but for replacements of single characters, which are done together.
 * @param config its `normalizer`, null for none
 * @throws Error on a step that is not known.
 */
export function createWordpieceNormalizer(config: unknown): Step {
  const steps: Step[] = [];
  let table: WordpieceCharacterTable | undefined;
  for (const step of stepsOf(config)) {
    const rule = parseReplaceRule(step);
    const characters = rule && charactersOf(rule);
    if (!characters) {
      table = undefined;
      steps.push(rule ? createReplacement(rule) : createStep(step));
      continue;
    }
    if (!table) steps.push((table = new WordpieceCharacterTable()));
    for (const character of characters) table.add(character, rule.content);
  }
  return { normalize: (text) => steps.reduce<string>((normalized, step) => step.normalize(normalized), text) };
}

function stepsOf(config: unknown): Config[] {
  if (config === null) return [];
  if (!isConfig(config)) throw new Error('tokenizer.json: normalizer must be made of objects');
  return config.type === 'Sequence' && Array.isArray(config.normalizers)
    ? config.normalizers.flatMap(stepsOf)
    : [config];
}

function createStep(config: Config): Step {
  return config.type === 'BertNormalizer'
    ? new WordpieceBertNormalizer(config)
    : new SequenceNormalizer({ type: 'Sequence', normalizers: [config] });
}

function createReplacement({ find, isPattern, content }: ReplaceRule): Step {
  if (!isPattern) return { normalize: (text) => text.replaceAll(find, () => content) };
  // The package would read `$&` in the content as what was found; the tokenizers that trained models do not.
  const step = { type: 'Replace', pattern: { Regex: find }, content: content.replaceAll('$', '$$$$') };
  return new SequenceNormalizer({ type: 'Sequence', normalizers: [step] });
}

/** What a rule finds, when that is single characters outside of ASCII for which it puts ASCII. */
function charactersOf({ find, isPattern, content }: ReplaceRule): readonly string[] | undefined {
  if (!ASCII.test(content)) return undefined;
  if (isPattern) return charactersOfClass(find);
  return ONE_BEYOND_ASCII.test(find) ? [find] : undefined;
}

function isConfig(value: unknown): value is Config {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
