/** Injects the object store: `@Inject(STORE) store: ObjectStore`. */
export const STORE = Symbol('STORE');
