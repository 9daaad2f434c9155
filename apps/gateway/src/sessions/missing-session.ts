import { SluiceError } from '@sluice/contracts';

export const missingSession = (): SluiceError =>
  new SluiceError(
    'SESSION_NOT_FOUND',
    'There is no live session with this id. GET /v1/sessions lists those there are; one that was silent for SESSION_TTL_S is forgotten.',
  );

export const missingUser = (): SluiceError =>
  new SluiceError(
    'USER_NOT_FOUND',
    'No live session has this user. Check the id; a user is known as long as a live session has it.',
  );
