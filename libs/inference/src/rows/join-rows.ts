import type { Column, ModelRows, TabularRows } from '@sluice/contracts';
import { isTexts } from './texts-of';

/** The rows of several calls to one model, one after the other. */
export function joinRows(calls: readonly ModelRows[]): ModelRows {
  const [first, ...others] = calls;
  if (first === undefined || others.length === 0) return first ?? [];
  if (isTexts(first)) return calls.filter(isTexts).flat();
  const tables = calls.filter(isTable);
  return {
    length: tables.reduce((sum, { length }) => sum + length, 0),
    columns: first.columns.map((_, index) => joinColumns(tables.map(({ columns }) => columns[index] ?? []))),
  };
}

function joinColumns(parts: readonly Column[]): Column {
  const numbers = parts.filter(isNumbers);
  if (numbers.length < parts.length) return parts.filter(isStrings).flat();
  const joined = new Float64Array(numbers.reduce((sum, { length }) => sum + length, 0));
  let start = 0;
  for (const part of numbers) {
    joined.set(part, start);
    start += part.length;
  }
  return joined;
}

function isTable(rows: ModelRows): rows is TabularRows {
  return !isTexts(rows);
}

function isNumbers(column: Column): column is Float64Array {
  return !Array.isArray(column);
}

function isStrings(column: Column): column is readonly string[] {
  return Array.isArray(column);
}
