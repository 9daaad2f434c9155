/** Injects the models of the process: `@Inject(INFERENCE) inference: Inference`. Exported by ModelsModule. */
export const INFERENCE = Symbol('INFERENCE');
