/** The model of a request or a batch that names none. */
export const DEFAULT_MODEL = 'abuse';
