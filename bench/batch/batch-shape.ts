/** Share of the sessions in the file of the batch that turn abusive. */
export const ABUSIVE_SHARE = 0.05;
