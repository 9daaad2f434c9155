export { actionFor, bandsWithThreshold, type Action, type Bands } from './action';
