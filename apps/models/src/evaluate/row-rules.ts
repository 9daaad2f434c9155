import { createHash } from 'node:crypto';
import type { TableRecord } from '@sluice/batches';
import type { EvaluationSet, GroupRule, LabelRule, TrainedOn, WeightRule } from './evaluation-file';

/** What an evaluation set says about single records of a file. */
export interface RowRules {
  /** Whether the record belongs to the set. */
  readonly wants: (record: TableRecord) => boolean;
  /** 1 or 0; null when the record has no label. */
  readonly label: (record: TableRecord) => number | null;
  readonly weight: (record: TableRecord, label: number) => number;
  /** `column = value` for each of the groups that the record is in. */
  readonly groups: (record: TableRecord) => readonly string[];
}

/** @param heldOut the rows that training left out are wanted, no others */
export function rowRules(set: EvaluationSet, heldOut: TrainedOn['held_out']): RowRules {
  const { where, groups = [] } = set;
  return {
    wants: (record) =>
      (where === undefined || where.values.includes(cell(record, where.column))) &&
      (heldOut === undefined || isHeldOut(cell(record, heldOut.id), heldOut)),
    label: (record) => labelOf(record, set.label),
    weight: (record, label) => weightOf(record, label, set.weight),
    groups: (record) => groups.map((group) => groupOf(record, group)),
  };
}

/** Columns that the rules read. */
export function ruleColumns({ label, where, groups = [], weight, sessions }: EvaluationSet): string[] {
  const ofSessions = sessions === undefined ? [] : [sessions.id, sessions.order, sessions.text];
  const optional = [where?.column, weight?.column].filter((column) => column !== undefined);
  return [label.column, ...optional, ...groups.map(({ column }) => column), ...ofSessions];
}

function labelOf(record: TableRecord, rule: LabelRule): number | null {
  const value = cell(record, rule.column);
  if (value === '') return null;
  return Number('positive' in rule ? rule.positive.includes(value) : Number(value) >= rule.at_least);
}

function weightOf(record: TableRecord, label: number, rule: WeightRule | undefined): number {
  if (rule === undefined) return 1;
  const weights = label === 1 ? rule.positives : rule.negatives;
  const value = cell(record, rule.column);
  return weights !== undefined && Object.hasOwn(weights, value) ? (weights[value] ?? 1) : 1;
}

function groupOf(record: TableRecord, { column, edges }: GroupRule): string {
  const value = cell(record, column);
  if (edges === undefined || value === '') return `${column} = ${value === '' ? '(empty)' : value}`;
  const above = edges.filter((edge) => Number(value) >= edge).length;
  if (above === 0) return `${column} < ${edges[0] ?? ''}`;
  const low = `${column} >= ${edges[above - 1] ?? ''}`;
  return above === edges.length ? low : `${low}, < ${edges[above] ?? ''}`;
}

function isHeldOut(id: string, { modulus, remainder }: NonNullable<TrainedOn['held_out']>): boolean {
  const digest = createHash('sha256').update(id).digest('hex');
  return BigInt(`0x${digest}`) % BigInt(modulus) === BigInt(remainder);
}

function cell(record: TableRecord, column: string): string {
  const value = record[column];
  return typeof value === 'string' ? value.trim() : '';
}
