/** Injects the configuration of the process into any provider of the gateway: `@Inject(CONFIG) config: Config`. */
export const CONFIG = Symbol('CONFIG');
