import type { RowErrorCode } from '@sluice/contracts';

/** Why a value is not taken, and what is. */
export interface Refusal {
  readonly code: RowErrorCode;
  readonly message: string;
}
