/**
 * The two paths of a controller: `@Controller(versioned('batch'))` answers under /v1/batch and, for people who type, /batch.
 * Both are plain routes of the router, so the short form costs nothing; OpenAPI lists only the first.
 */
export function versioned(path: string): string[] {
  return [`v1/${path}`, path];
}
