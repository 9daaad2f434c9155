/** An answer, as far as it is checked. */
export interface FuzzAnswer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

/** What is wrong with an answer; null: nothing. 500 is a fault of ours, and every error has the form that is promised. */
export function faultOf(path: string, { status, type, text }: FuzzAnswer): string | null {
  if (status === 500) return 'an answer of 500';
  if (status < 400 || isFaultyProbe(path, type)) return null;
  if (path.startsWith('/v2')) return isOipError(type, text) || isProblem(status, type, text) ? null : 'no error of /v2';
  return isProblem(status, type, text) ? null : 'no problem+json';
}

/** /health/ready answers 503 with its own report. */
function isFaultyProbe(path: string, type: string): boolean {
  return path.startsWith('/health') && type.startsWith('application/json');
}

function isProblem(status: number, type: string, text: string): boolean {
  if (!type.startsWith('application/problem+json')) return false;
  const { code, request_id, errors, ...problem } = parsed(text);
  return (
    problem['status'] === status && typeof code === 'string' && typeof request_id === 'string' && Array.isArray(errors)
  );
}

function isOipError(type: string, text: string): boolean {
  return type.startsWith('application/json') && typeof parsed(text)['error'] === 'string';
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
