/** What a key is for. Which routes each may use is declared on the routes; admin may use all of them. */
export const ROLES = ['client', 'analyst', 'reviewer', 'ops', 'admin'] as const;
export type Role = (typeof ROLES)[number];

export function isRole(value: unknown): value is Role {
  return ROLES.some((role) => role === value);
}
