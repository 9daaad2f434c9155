import { SluiceError, type FieldError } from '@sluice/contracts';
import type { Refusal } from './refusal';

/** An answer lists no more than this. */
const MAX_ERRORS = 100;
/** The name of an unknown field is part of its pointer; a longer one is not sent back. */
const MAX_NAME_LENGTH = 100;

/** Collects what is wrong with the instances of one call. */
export class InstanceErrors {
  private readonly errors: FieldError[] = [];

  get isFull(): boolean {
    return this.errors.length >= MAX_ERRORS;
  }

  add(row: number, name: string, { code, message }: Refusal): void {
    this.push({ pointer: `/instances/${row}/${escaped(name)}`, code, message });
  }

  notAnObject(row: number): void {
    this.push({ pointer: `/instances/${row}`, code: 'INVALID_TYPE', message: 'must be an object' });
  }

  unknown(row: number, name: string): void {
    const place = name.length <= MAX_NAME_LENGTH ? `/${escaped(name)}` : '';
    const message = 'is not an input of this model: leave it out, GET /v1/models shows the inputs';
    this.push({ pointer: `/instances/${row}${place}`, code: 'UNKNOWN_FIELD', message });
  }

  /** @throws SluiceError INVALID_INSTANCE */
  throwIfAny(): void {
    if (this.errors.length === 0) return;
    const which = this.isFull ? ` Only the first ${MAX_ERRORS} are listed.` : '';
    throw new SluiceError(
      'INVALID_INSTANCE',
      `Some instances do not fit the model. Correct what errors lists, or leave them out.${which}`,
      { errors: this.errors },
    );
  }

  private push(error: FieldError): void {
    if (!this.isFull) this.errors.push(error);
  }
}

/** RFC 6901, section 3. */
function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
