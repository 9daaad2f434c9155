/** Injects WorkerResources. */
export const RESOURCES = Symbol('RESOURCES');
