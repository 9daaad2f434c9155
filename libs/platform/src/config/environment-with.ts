import type { Environment } from './load-config';

/**
 * Of the two allocators. glibc, measured: a gateway that has streamed results holds 265 MB with two malloc arenas, 290 to 310 MB with one per thread. What loading the
 * models took goes back to the system only when large blocks are mapped apart: 297 MB after the start instead of 335. DuckDB brings jemalloc along, whose arenas
 * keep what was freed until they are used again, and each query may run on another thread with its own: a worker peaked at 690 to 860 MB with a batch of
 * 5,000,000 rows, and at 650 with one arena, at the same speed.
 */
const DEFAULTS = {
  MALLOC_ARENA_MAX: '2',
  MALLOC_MMAP_THRESHOLD_: String(4 * 2 ** 20),
  DUCKDB_JE_MALLOC_CONF: 'narenas:1',
} as const satisfies Environment;

/** The environment of this process and these variables on top, for a child process. */
export function environmentWith(variables: Environment): Environment {
  return { ...DEFAULTS, ...process.env, ...variables };
}
