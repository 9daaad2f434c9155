/** For class-transformer: fields of a form and of a query come as text. What does not read as a flag or a list is refused as it is. */
export const asFlag = ({ value }: { value: unknown }): unknown =>
  value === 'true' || value === 'false' ? value === 'true' : value;

/** Names with commas between. */
export const asList = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' ? value.split(',').map((name) => name.trim()) : value;
