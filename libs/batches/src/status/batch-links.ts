/** Paths of what belongs to a batch. */
export interface BatchLinks {
  readonly status: string;
  readonly results: string;
  readonly sessions: string;
  readonly errors: string;
  readonly summary: string;
  readonly events: string;
}

export function batchLinks(id: string): BatchLinks {
  const path = `/v1/batch/${id}`;
  return {
    status: `${path}/status`,
    results: `${path}/results`,
    sessions: `${path}/results?view=sessions`,
    errors: `${path}/results?view=errors`,
    summary: `${path}/summary`,
    events: `${path}/events`,
  };
}
