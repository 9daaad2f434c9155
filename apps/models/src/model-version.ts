/** `NAME` or `NAME@VERSION` of a command line. */
export function modelVersion(text: string | undefined): { model: string | undefined; version: string | undefined } {
  const [model, version] = text?.split('@') ?? [];
  return { model, version };
}
