/** Injects the logger of the process: `@Inject(LOGGER) log: Logger`. */
export const LOGGER = Symbol('LOGGER');
