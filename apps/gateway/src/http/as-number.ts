/** For class-transformer: parameters come as text. Only what reads as a number becomes one, the rest is refused as it is. */
export const asNumber = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
