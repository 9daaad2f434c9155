import type { Column, InputField, TabularRows } from '@sluice/contracts';
import type { InstanceReader } from '../live-model';
import { InstanceErrors } from './instance-errors';
import { numberReader, stringReader, type ReadValue } from './read-value';

type Instance = Readonly<Record<string, unknown>>;

interface FieldReader<Held> {
  readonly name: string;
  /** Place among `inputs`. */
  readonly index: number;
  /** Whether objects have something of this name that nobody sent, as `constructor`. */
  readonly isInherited: boolean;
  readonly read: ReadValue<Held>;
}

/** Reads instances by closures that were made once for each field. */
export class CompiledReader implements InstanceReader {
  private readonly numbers: readonly FieldReader<number>[];
  private readonly strings: readonly FieldReader<string>[];
  private readonly known: ReadonlySet<string>;

  constructor(
    private readonly inputs: readonly InputField[],
    ignored: readonly string[],
  ) {
    this.numbers = inputs.flatMap((field, index) =>
      field.type === 'string' ? [] : [fieldReader(field, index, numberReader(field))],
    );
    this.strings = inputs.flatMap((field, index) =>
      field.type === 'string' ? [fieldReader(field, index, stringReader(field))] : [],
    );
    this.known = new Set([...inputs.map(({ name }) => name), ...ignored]);
  }

  read(instances: readonly unknown[]): TabularRows {
    const errors = new InstanceErrors();
    const columns: Column[] = this.inputs.map(() => []);
    const numbers = this.numbers.map(({ index }) => (columns[index] = new Float64Array(instances.length)));
    const strings = this.strings.map(({ index }) => {
      const column = new Array<string>(instances.length).fill('');
      columns[index] = column;
      return column;
    });
    for (let row = 0; row < instances.length && !errors.isFull; row++) {
      const instance = instances[row];
      if (!isObject(instance)) {
        errors.notAnObject(row);
        continue;
      }
      let found = readInto(numbers, this.numbers, instance, row, errors);
      found += readInto(strings, this.strings, instance, row, errors);
      if (Object.keys(instance).length !== found) this.refuseUnknown(instance, row, errors);
    }
    errors.throwIfAny();
    return { length: instances.length, columns };
  }

  private refuseUnknown(instance: Instance, row: number, errors: InstanceErrors): void {
    for (const name of Object.keys(instance)) if (!this.known.has(name)) errors.unknown(row, name);
  }
}

function fieldReader<Held>({ name }: InputField, index: number, read: ReadValue<Held>): FieldReader<Held> {
  return { name, index, isInherited: name in Object.prototype, read };
}

/** @returns how many of the fields the instance has */
function readInto<Held extends number | string>(
  columns: readonly { [row: number]: Held }[],
  fields: readonly FieldReader<Held>[],
  instance: Instance,
  row: number,
  errors: InstanceErrors,
): number {
  let found = 0;
  for (let i = 0; i < fields.length; i++) {
    const field = fields[i];
    const column = columns[i];
    if (!field || !column) continue;
    const { name } = field;
    const value = field.isInherited && !Object.hasOwn(instance, name) ? undefined : instance[name];
    if (value !== undefined) found++;
    const held = field.read(value);
    if (typeof held === 'object') errors.add(row, name, held);
    else column[row] = held;
  }
  return found;
}

function isObject(value: unknown): value is Instance {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
