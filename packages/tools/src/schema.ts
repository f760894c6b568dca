/** JSON Schema 2020-12, as it stands in `tools/list`. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** The part of Standard Schema v1 (https://standardschema.dev) we use, with its JSON Schema extension; zod ≥ 4.2 has both. */
export interface StandardSchema<Input = unknown, Output = Input> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => StandardResult<Output> | Promise<StandardResult<Output>>;
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
    readonly jsonSchema?: {
      readonly input: (options: { target: "draft-2020-12" }) => Record<string, unknown>;
      readonly output: (options: { target: "draft-2020-12" }) => Record<string, unknown>;
    };
  };
}

export type StandardResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly StandardIssue[] };

export interface StandardIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** What a tool may give as `input` or `output`. */
export type AnySchema = StandardSchema<never, unknown> | StandardSchema | JsonSchema;

/** The value a schema lets through; `any` record for plain JSON Schema, which carries no type. */
// oxlint-disable-next-line typescript/no-explicit-any -- plain JSON Schema gives no static type; the value is validated at run time
export type Infer<S> = S extends StandardSchema<infer _Input, infer Output> ? Output : any;

export function isStandardSchema(schema: unknown): schema is StandardSchema {
  // ArkType's schemas are functions.
  return (typeof schema === "object" || typeof schema === "function") && schema !== null && "~standard" in schema;
}
