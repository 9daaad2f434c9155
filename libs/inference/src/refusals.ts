import { SluiceError } from '@sluice/contracts';

export function overloaded(): SluiceError {
  return new SluiceError(
    'OVERLOADED',
    'More rows wait for this model than it can score soon. Send the request again later.',
    {
      retryAfterS: 1,
    },
  );
}

export function deadlineExceeded(): SluiceError {
  return new SluiceError(
    'DEADLINE_EXCEEDED',
    'The deadline passed before the rows were scored. Allow more time or send fewer rows.',
  );
}

export function shuttingDown(): SluiceError {
  return new SluiceError('SHUTTING_DOWN', 'The service is stopping. Send the request again.', { retryAfterS: 1 });
}
