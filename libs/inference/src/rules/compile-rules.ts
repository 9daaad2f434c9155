import type { InputField, ModelManifest } from '@sluice/contracts';
import Ajv from 'ajv';
import { schemaErrors } from '../package/schema-errors';
import { compileFieldTest } from './compile-field-test';
import { containsAny } from './contains-any';
import type { RuleRow, RuleTest } from './rule-row';
import type { Condition, RuleSet } from './rule-set';
import { MAX_DEPTH, RULES_SCHEMA } from './rules-schema';

const isRuleSet = new Ajv({ strictRequired: false, strictTypes: false, allowUnionTypes: true }).compile<RuleSet>(
  RULES_SCHEMA,
);

/** Score of a row by rules, in [0, 1]. */
export type ScoreByRules = (row: RuleRow) => number;

/** @throws Error that names each place where the file is no rule set, or does not fit the inputs of its model. */
export function compileRules(file: string, value: unknown, manifest: ModelManifest): ScoreByRules {
  if (!isRuleSet(value)) throw new Error(`${file} does not fit its schema: ${schemaErrors(isRuleSet.errors ?? [])}`);
  const inputs = manifest.kind === 'tabular' ? manifest.inputs : null;
  const rules = value.rules.map(({ score, when }, index) => {
    try {
      return { score, meets: compileCondition(when, inputs, `/rules/${index}/when`, 1) };
    } catch (error) {
      throw new Error(`${file} does not fit the model`, { cause: error });
    }
  });
  return (row) =>
    rules.reduce((highest, { score, meets }) => (score > highest && meets(row) ? score : highest), value.default_score);
}

function compileCondition(
  condition: Condition,
  inputs: readonly InputField[] | null,
  at: string,
  depth: number,
): RuleTest {
  if (depth > MAX_DEPTH) throw new Error(`${at} lies deeper than ${MAX_DEPTH} conditions`);
  const inner = (parts: readonly Condition[], member: string): RuleTest[] =>
    parts.map((part, index) => compileCondition(part, inputs, `${at}/${member}/${index}`, depth + 1));
  if ('all' in condition) return every(inner(condition.all, 'all'));
  if ('any' in condition) return some(inner(condition.any, 'any'));
  if ('not' in condition) return not(compileCondition(condition.not, inputs, `${at}/not`, depth + 1));
  if ('field' in condition) return compileFieldTest(condition, inputs, at);
  if (inputs) throw new Error(`${at} looks at a text, but the model takes instances`);
  return compileTextTest(condition);
}

function compileTextTest(condition: { contains: readonly string[] } | { longer_than: number }): RuleTest {
  if ('contains' in condition) {
    const contains = containsAny(condition.contains);
    return ({ text }) => contains(text);
  }
  const { longer_than: most } = condition;
  // Only a string of more code units can have more code points.
  return ({ text }) => text.length > most && Array.from(text).length > most;
}

function every(tests: readonly RuleTest[]): RuleTest {
  return (row) => tests.every((meets) => meets(row));
}

function some(tests: readonly RuleTest[]): RuleTest {
  return (row) => tests.some((meets) => meets(row));
}

function not(meets: RuleTest): RuleTest {
  return (row) => !meets(row);
}
