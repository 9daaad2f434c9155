import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { ModelRows } from '@sluice/contracts';
import { pickRows, type LiveModel, type Scored, type ScoreOptions } from '@sluice/inference';
import type { Config } from '@sluice/platform';
import { LRUCache } from 'lru-cache';
import { CONFIG } from '../http/config.token';
import { InferenceMetrics } from '../models/inference-metrics';

interface ScoredRow {
  readonly score: number;
  readonly categories: Float64Array | null;
}

/**
 * Scores of rows that were asked before, by the digest of the model and the hash of the row, so that a swapped version never answers for another.
 * Bit for bit what the model gives, since a row's score depends on no neighbour. The rows themselves are not kept. Off unless configured.
 */
@Injectable()
export class ScoreCache {
  private readonly rows: LRUCache<string, ScoredRow> | null;

  constructor(
    @Inject(CONFIG) { scoreCacheRows: max }: Config,
    private readonly metrics: InferenceMetrics,
  ) {
    this.rows = max > 0 ? new LRUCache({ max }) : null;
  }

  /** Asks the model for the rows that are not known. Throws what `LiveModel.score` does. */
  score(live: LiveModel, rows: ModelRows, options: ScoreOptions): Promise<Scored> {
    return this.rows === null ? live.score(rows, options) : this.scoreKnown(this.rows, live, rows, options);
  }

  private async scoreKnown(
    cache: LRUCache<string, ScoredRow>,
    live: LiveModel,
    rows: ModelRows,
    options: ScoreOptions,
  ): Promise<Scored> {
    const keys = Array.from({ length: rows.length }, (_, row) => keyOf(live, rows, row));
    const known = keys.map((key) => cache.get(key));
    const missing = [...known.keys()].filter((row) => known[row] === undefined);
    this.metrics.countCached(live.ref, rows.length - missing.length, missing.length);
    const fresh = missing.length === 0 ? null : await live.score(pickRows(rows, missing), options);
    missing.forEach((row, index) => {
      const scored = fresh && rowOf(fresh, index, missing.length);
      known[row] = scored ?? undefined;
      if (scored && isFinite(scored)) cache.set(keys[row] ?? '', scored);
    });
    return together(known, options.categories === true ? (live.manifest.categories?.names.length ?? 0) : 0);
  }
}

function keyOf({ ref }: LiveModel, rows: ModelRows, row: number): string {
  // JSON keeps the fields of an instance apart whatever they hold.
  const input = 'columns' in rows ? JSON.stringify(rows.columns.map((column) => column[row])) : (rows[row] ?? '');
  return createHash('sha256').update(ref.digest).update(input).digest('base64');
}

function rowOf({ scores, categories }: Scored, row: number, rows: number): ScoredRow {
  const width = (categories?.length ?? 0) / rows;
  return { score: scores[row] ?? NaN, categories: categories?.slice(row * width, (row + 1) * width) ?? null };
}

function isFinite({ score, categories }: ScoredRow): boolean {
  return !Number.isNaN(score) && !categories?.some(Number.isNaN);
}

/** @param width categories of a row; 0: none */
function together(rows: readonly (ScoredRow | undefined)[], width: number): Scored {
  const scores = Float64Array.from(rows, (row) => row?.score ?? NaN);
  if (width === 0) return { scores, categories: null };
  const categories = new Float64Array(rows.length * width).fill(NaN);
  rows.forEach((row, index) => {
    if (row?.categories) categories.set(row.categories, index * width);
  });
  return { scores, categories };
}
