/** The part of JSON Schema that our own document uses. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly schema?: Schema;
}

interface OperationObject {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content?: Readonly<Record<string, { readonly schema?: Schema }>> };
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> };
}

/** Something that can be asked of the gateway. */
export interface Operation {
  readonly method: string;
  /** `/v1/models/{name}` */
  readonly path: string;
  readonly parameters: readonly Parameter[];
  /** By media type. */
  readonly bodies: ReadonlyMap<string, Schema>;
  /** Follows a $ref. */
  readonly resolve: (schema: Schema) => Schema;
}

const METHODS = new Set(['get', 'post', 'put', 'delete', 'patch']);

/** All operations of a running gateway, by its own description. @throws Error when it does not answer */
export async function readOperations(url: string): Promise<Operation[]> {
  const { paths, components } = (await (await fetch(`${url}/openapi.json`)).json()) as Document;
  const resolve = ({ $ref, ...schema }: Schema): Schema =>
    $ref === undefined ? schema : (components?.schemas?.[$ref.split('/').at(-1) ?? ''] ?? {});
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([method]) => METHODS.has(method))
      .map(([method, { parameters = [], requestBody }]) => {
        const bodies = Object.entries(requestBody?.content ?? {}).map(
          ([type, { schema = {} }]) => [type, schema] as const,
        );
        return { method: method.toUpperCase(), path, parameters, bodies: new Map(bodies), resolve };
      }),
  );
}
