/** Whether If-None-Match names the tag. Weakly, as RFC 9110 has it: bytes may differ by their encoding. @param tag with its quotes, without W/ */
export function isKnownTo(ifNoneMatch: string | undefined, tag: string): boolean {
  const known = (ifNoneMatch ?? '').split(',').map((name) => name.trim().replace(/^W\//, ''));
  return known.includes(tag) || known.includes('*');
}
