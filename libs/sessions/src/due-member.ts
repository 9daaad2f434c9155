/** A session of a tenant, as one name. Tenants have no colon. */
export function dueMember(tenant: string, sessionId: string): string {
  return `${tenant}:${sessionId}`;
}

export function ofDueMember(member: string): { readonly tenant: string; readonly sessionId: string } {
  const colon = member.indexOf(':');
  return { tenant: member.slice(0, colon), sessionId: member.slice(colon + 1) };
}
