/** Node's errors of the file system end with `, open '/a/path'`. Clients see the reason, and the disk is none of their business. */
const WITH_PATH = /^(E[A-Z0-9]+: [^,]*), [a-z]+ '.*'$/s;

/** The message of an error and of what caused it, on one line and without paths: the reason why a version is unavailable. */
export function failureReason(error: unknown): string {
  const reasons: string[] = [];
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    reasons.push(cause.message.replace(WITH_PATH, '$1'));
  return reasons.length > 0 ? reasons.join(': ').replace(/\s+/g, ' ') : 'unknown failure';
}
