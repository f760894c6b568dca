import type { KeyPatch, KeyView } from "@mcp-tools/governance";

type Parts = "grant" | "limits" | "output";

/** What is to change in a key, field by field: undefined stays as it is, null takes it away. */
export type KeyChanges = Omit<KeyPatch, Parts> & {
  readonly [Part in Parts]: {
    readonly [Field in keyof NonNullable<KeyPatch[Part]>]: NonNullable<KeyPatch[Part]>[Field] | null;
  };
};

/** The whole of each part that changes: the key's verbs replace a grant, limits and a budget as one. */
export function toPatch(key: KeyView, { grant, limits, output, ...rest }: KeyChanges): KeyPatch {
  return {
    ...rest,
    ...merged("grant", key.grant, grant),
    ...merged("limits", key.limits, limits),
    ...merged("output", key.output, output),
  };
}

/** The same without what is null, at any depth. */
export function withoutNulls<Value extends object>(value: Value): WithoutNulls<Value> {
  const said = Object.entries(value)
    .filter(([, field]) => field !== null)
    .map(([name, field]: [string, unknown]) => [
      name,
      typeof field === "object" && field !== null && !Array.isArray(field) ? withoutNulls(field) : field,
    ]);
  return Object.fromEntries(said) as WithoutNulls<Value>;
}

type WithoutNulls<Value> = {
  [Field in keyof Value]: Value[Field] extends readonly unknown[] | null | undefined
    ? Exclude<Value[Field], null>
    : Value[Field] extends object | null | undefined
      ? WithoutNulls<Exclude<Value[Field], null>>
      : Exclude<Value[Field], null>;
};

function merged(part: Parts, before: object | undefined, changes: object): object {
  const said = Object.entries(changes).filter(([, value]) => value !== undefined);
  if (said.length === 0) return {};
  const after = withoutNulls({ ...before, ...Object.fromEntries(said) });
  return { [part]: Object.keys(after).length === 0 ? null : after };
}
