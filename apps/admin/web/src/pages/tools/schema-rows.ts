/** One field of a schema, as a line of a table. */
export interface SchemaRow {
  /** As it is written in an argument. */
  readonly name: string;
  /** From the root: `filter.tags[].label`. */
  readonly path: string;
  readonly depth: number;
  readonly type: string;
  readonly required: boolean;
  readonly secret: boolean;
  readonly description?: string;
  /** JSON text. */
  readonly default?: string;
  /** JSON texts. */
  readonly options?: readonly string[];
  /** `≥ 1`, `≤ 100 characters`, … */
  readonly limits: readonly string[];
}

type Schema = Readonly<Record<string, unknown>>;

interface Place {
  readonly name: string;
  readonly path: string;
  readonly depth: number;
  readonly required: boolean;
}

const depthMax = 6;
const rowsMax = 500;

/** The fields of a JSON Schema in the order they are written, nested ones below their parent. */
export function schemaRows(root: Schema): SchemaRow[] {
  const rows: SchemaRow[] = [];
  addProperties(root, { name: "", path: "", depth: 0, required: false }, []);
  return rows;

  function addProperties(schema: Schema, at: Place, seen: readonly Schema[]): void {
    const required = Array.isArray(schema["required"]) ? schema["required"] : [];
    for (const [name, child] of Object.entries(asSchema(schema["properties"]) ?? {})) {
      add(
        child,
        {
          name,
          path: at.path === "" ? name : `${at.path}.${name}`,
          depth: at.depth,
          required: required.includes(name),
        },
        seen,
      );
    }
  }

  function add(given: unknown, at: Place, seen: readonly Schema[]): void {
    const schema = resolve(given, root);
    if (schema === undefined || rows.length >= rowsMax) return;
    rows.push(describe(schema, at, root));
    // A recursive schema is shown once; the type names what repeats.
    if (seen.includes(schema) || at.depth >= depthMax) return;
    const below = { ...at, depth: at.depth + 1 };
    const inner = [...seen, schema];
    for (const branch of [schema, ...branches(schema, root)]) addProperties(branch, below, inner);
    const items = resolve(schema["items"], root);
    if (items !== undefined) addProperties(items, { ...below, path: `${at.path}[]` }, inner);
  }
}

function describe(schema: Schema, { name, path, depth, required }: Place, root: Schema): SchemaRow {
  const options = Array.isArray(schema["enum"]) ? schema["enum"].map((value) => JSON.stringify(value)) : undefined;
  const { description } = schema;
  return {
    name,
    path,
    depth,
    type: typeOf(schema, root),
    required,
    secret: schema["x-secret"] === true || schema["format"] === "password",
    ...(typeof description === "string" ? { description } : {}),
    ...(schema["default"] === undefined ? {} : { default: JSON.stringify(schema["default"]) }),
    ...(options === undefined ? {} : { options }),
    limits: limitsOf(schema),
  };
}

function typeOf(schema: Schema, root: Schema, depth = 0): string {
  if (depth > depthMax) return "…";
  if (schema["const"] !== undefined) return JSON.stringify(schema["const"]);
  const choices = branches(schema, root);
  if (choices.length > 0) return [...new Set(choices.map((choice) => typeOf(choice, root, depth + 1)))].join(" | ");
  const { type, format } = schema;
  const names = (Array.isArray(type) ? type : [type]).map((name) => {
    if (name !== "array") return typeof name === "string" ? name : Array.isArray(schema["enum"]) ? "enum" : "any";
    const items = resolve(schema["items"], root);
    const inner = items === undefined ? "any" : typeOf(items, root, depth + 1);
    return inner.includes(" ") ? `(${inner})[]` : `${inner}[]`;
  });
  return names.join(" | ") + (typeof format === "string" ? ` (${format})` : "");
}

function limitsOf(schema: Schema): string[] {
  const limits: string[] = [];
  const say = (keyword: string, text: (value: string) => string) => {
    const value = schema[keyword];
    // What zod writes for "any safe integer" is no limit to a person.
    if (typeof value === "number" && Math.abs(value) < Number.MAX_SAFE_INTEGER) limits.push(text(String(value)));
    else if (typeof value === "string") limits.push(text(value));
  };
  say("minimum", (value) => `≥ ${value}`);
  say("exclusiveMinimum", (value) => `> ${value}`);
  say("maximum", (value) => `≤ ${value}`);
  say("exclusiveMaximum", (value) => `< ${value}`);
  say("minLength", (value) => `length ≥ ${value}`);
  say("maxLength", (value) => `length ≤ ${value}`);
  say("minItems", (value) => `items ≥ ${value}`);
  say("maxItems", (value) => `items ≤ ${value}`);
  say("pattern", (value) => `/${value}/`);
  return limits;
}

function branches(schema: Schema, root: Schema): Schema[] {
  const given = schema["anyOf"] ?? schema["oneOf"] ?? schema["allOf"];
  return Array.isArray(given) ? given.map((one) => resolve(one, root)).filter((one) => one !== undefined) : [];
}

/** Follows a local `$ref`; keywords beside it win, as in 2020-12. */
function resolve(given: unknown, root: Schema): Schema | undefined {
  const schema = asSchema(given);
  const ref = schema?.["$ref"];
  if (schema === undefined || typeof ref !== "string") return schema;
  let target: unknown = root;
  for (const part of ref.replace(/^#\/?/, "").split("/").filter(Boolean)) {
    target = asSchema(target)?.[part.replaceAll("~1", "/").replaceAll("~0", "~")];
  }
  const found = asSchema(target);
  if (found === undefined || Object.keys(schema).length === 1) return found ?? schema;
  return { ...found, ...schema };
}

function asSchema(value: unknown): Schema | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Schema) : undefined;
}
