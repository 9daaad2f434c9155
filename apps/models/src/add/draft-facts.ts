import { basename } from 'node:path';
import { isVersion } from '@sluice/inference';
import type { Interview, Question } from './interview';
import type { OutputReading } from './read-output';

/** What no graph tells about a model. */
export interface DraftFacts {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly license: string;
  readonly labels: { readonly positive: string; readonly negative: string };
  readonly countName: string;
  readonly threshold: number;
  /** Class of the positive label in an output of several numbers a row. */
  readonly column: number | null;
  /** Names of all classes of such an output, where they are known. */
  readonly classes: readonly string[] | null;
}

const MODEL_NAME = /^[a-z0-9][a-z0-9_-]{0,63}$/;
const LABEL = /^[A-Z][A-Z0-9_]{0,63}$/;
const COUNT_NAME = /^[a-z][a-z0-9_]{0,63}$/;

/**
 * Asks for all that is not known.
 * @param file path of the .onnx file
 * @throws Error when an answer is wrong, or flags are missing and there is nobody to ask
 */
export async function askFacts(interview: Interview, file: string, { classes }: OutputReading): Promise<DraftFacts> {
  const name = await interview.ask({ ...NAME, proposal: slugOf(file) });
  const version = await interview.ask(VERSION);
  const description = await interview.ask({ flag: 'description', text: 'What is it for, in one sentence' });
  const license = await interview.ask({ flag: 'license', text: 'Licence (an SPDX name)' });
  const { column, names } = await askClass(interview, classes);
  const known = column !== null && names ? names : null;
  const positive = await interview.ask(labelQuestion('positive', known?.[column ?? 0]));
  const other = known?.length === 2 ? known[1 - (column ?? 0)] : undefined;
  const negative = await interview.ask(labelQuestion('negative', other ?? `NOT_${positive}`));
  const countName = await interview.ask({ ...COUNT, proposal: `${positive.toLowerCase()}_count` });
  const threshold = Number(await interview.ask(THRESHOLD));
  interview.finish();
  return {
    name,
    version,
    description,
    license,
    labels: { positive, negative },
    countName,
    threshold,
    column,
    classes: names,
  };
}

/** Which number of a row is the score. Of two classes it is the second, as every library orders them. */
async function askClass(
  interview: Interview,
  classes: number | null,
): Promise<{ column: number | null; names: readonly string[] | null }> {
  if (classes === 1) return { column: null, names: null };
  const isBinary = classes === 2;
  const listed = await interview.ask({ ...CLASSES, check: checkClasses(classes) });
  const names = listed === NO_NAMES ? null : listed.split(',').map((part) => part.trim());
  const column = await interview.ask({
    flag: 'output-column',
    text: names
      ? `Number of the positive class, counted from 0 (${names.join(', ')})`
      : 'Number of the positive class, counted from 0',
    ...(isBinary ? { proposal: '1' } : {}),
    check: checkColumn(classes ?? names?.length ?? Infinity),
  });
  return { column: Number(column), names };
}

const NAME: Question = {
  flag: 'name',
  text: 'Name of the model',
  check: (answer) => (MODEL_NAME.test(answer) ? null : 'it takes lower-case letters, digits, - and _, at most 64.'),
};
const VERSION: Question = {
  flag: 'version',
  text: 'Version',
  proposal: '1.0.0',
  check: (answer) => (isVersion(answer) ? null : 'it must be a semantic version such as 1.0.0.'),
};
const COUNT: Question = {
  flag: 'count-name',
  text: 'Name of the count of positive predictions',
  check: (answer) => (COUNT_NAME.test(answer) ? null : 'it takes lower-case letters, digits and _, at most 64.'),
};
const THRESHOLD: Question = {
  flag: 'threshold',
  text: 'Score from which on a row is flagged',
  proposal: '0.5',
  check: (answer) => (Number(answer) >= 0 && Number(answer) <= 1 ? null : 'it must lie in [0, 1].'),
};
const NO_NAMES = '-';
const CLASSES: Question = {
  flag: 'classes',
  text: 'Names of the classes in their order, separated by commas, or - for none',
  proposal: NO_NAMES,
};

function labelQuestion(which: 'positive' | 'negative', proposal: string | undefined): Question {
  return {
    flag: which,
    text: `Label of a row that is ${which === 'positive' ? 'flagged' : 'not flagged'}`,
    ...(proposal === undefined ? {} : { proposal: labelOf(proposal) }),
    check: (answer) => (LABEL.test(answer) ? null : 'it takes upper-case letters, digits and _, for example FRAUD.'),
  };
}

function checkClasses(count: number | null): NonNullable<Question['check']> {
  return (answer) => {
    const names = answer.split(',').map((name) => name.trim());
    if (answer === NO_NAMES) return null;
    if (names.includes('') || new Set(names).size < names.length) return 'each class needs a name of its own.';
    return count === null || names.length === count
      ? null
      : `the output has ${count} classes: name each, in their order.`;
  };
}

function checkColumn(count: number): NonNullable<Question['check']> {
  return (answer) =>
    /^\d{1,5}$/.test(answer) && Number(answer) < count ? null : `it must be a whole number from 0 to ${count - 1}.`;
}

function slugOf(file: string): string {
  const slug = basename(file, '.onnx')
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]+/g, '-');
  return slug.replace(/^[-_]+/, '').slice(0, 64) || 'model';
}

function labelOf(text: string): string {
  const label = text
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]+/g, '_')
    .slice(0, 60);
  return /^[A-Z]/.test(label) ? label : `CLASS_${label}`;
}
