/** The message of an error and of what caused it, on one line: the reason why a version is unavailable. */
export function failureReason(error: unknown): string {
  const reasons: string[] = [];
  for (let cause = error; cause instanceof Error; cause = cause.cause) reasons.push(cause.message);
  return reasons.length > 0 ? reasons.join(': ').replace(/\s+/g, ' ') : 'unknown failure';
}
