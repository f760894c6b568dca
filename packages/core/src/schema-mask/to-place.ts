import { createFind, isSchema, type Schema } from "./find-reference.ts";

/** What the schema says of one place in a value. Places may go round in a circle, as recursive schemas do. */
export interface Place {
  readonly isSecret: boolean;
  /** Further schemas of the same value. */
  readonly same: Place[];
  readonly properties: Map<string, Place>;
  readonly patterns: (readonly [RegExp, Place])[];
  /** Of properties that are not named. */
  readonly otherProperties: Place[];
  readonly first: Place[];
  readonly otherItems: Place[];
  readonly anyItem: Place[];
  /** This place and all of the same value, without those that lead to no secret. */
  all: readonly Place[];
}

const listsOfSame = ["allOf", "anyOf", "oneOf"];
const partsOfSame = ["if", "then", "else"];
const mapsOfSame = ["dependentSchemas", "dependencies"];
const references = ["$ref", "$dynamicRef", "$recursiveRef"];

/** The root of a schema. */
export function toPlace(root: Schema): Place {
  const places = new Map<Schema, Place>();
  const find = createFind(root);

  function place(schema: Schema, base: Schema): Place {
    const known = places.get(schema);
    if (known !== undefined) return known;
    const here = typeof schema["$id"] === "string" ? schema : base;
    const made = createPlace(isSecret(schema));
    places.set(schema, made);
    const each = (given: unknown) => schemasIn(given).map((one) => place(one, here));
    const named = (given: unknown) =>
      isSchema(given) ? Object.entries(given).map(([name, one]) => [name, placeOf(one, here)] as const) : [];

    for (const keyword of listsOfSame) made.same.push(...each(schema[keyword]));
    for (const keyword of partsOfSame) made.same.push(...each([schema[keyword]]));
    for (const keyword of mapsOfSame) made.same.push(...named(schema[keyword]).map(([, one]) => one));
    for (const keyword of references) {
      const reference = schema[keyword];
      if (typeof reference !== "string") continue;
      const target = find(reference, here);
      made.same.push(target === undefined ? createPlace(true) : place(target, here));
    }
    for (const [name, one] of named(schema["properties"])) made.properties.set(name, one);
    for (const [pattern, one] of named(schema["patternProperties"])) made.patterns.push([toPattern(pattern), one]);
    made.otherProperties.push(...each([schema["additionalProperties"], schema["unevaluatedProperties"]]));
    // Before 2020-12 a list of `items` was what `prefixItems` is now, and `additionalItems` the others.
    made.first.push(...[schema["prefixItems"], schema["items"]].flatMap(listOf).map((one) => placeOf(one, here)));
    made.otherItems.push(...each([schema["items"], schema["additionalItems"], schema["unevaluatedItems"]]));
    made.anyItem.push(...each([schema["contains"]]));
    return made;
  }

  /** `true` and `false` stand for a schema and say nothing of secrets. */
  function placeOf(schema: unknown, base: Schema): Place {
    return isSchema(schema) ? place(schema, base) : createPlace(false);
  }

  const top = place(root, root);
  connect([...places.values()]);
  return top;
}

/** Finds what leads to a secret, and leaves the rest out: it need not be looked at in a call. */
function connect(places: readonly Place[]): void {
  const above = new Map<Place, Place[]>();
  for (const place of places)
    for (const below of partsOf(place)) above.set(below, [...(above.get(below) ?? []), place]);
  const leading = new Set<Place>();
  const open = [...new Set([...places, ...above.keys()])].filter(({ isSecret }) => isSecret);
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    if (leading.has(place)) continue;
    leading.add(place);
    open.push(...(above.get(place) ?? []));
  }
  for (const place of [...places, ...above.keys()]) place.all = closure(place).filter((one) => leading.has(one));
}

function partsOf({ same, properties, patterns, otherProperties, first, otherItems, anyItem }: Place): Place[] {
  return [
    ...same,
    ...properties.values(),
    ...patterns.map(([, place]) => place),
    ...otherProperties,
    ...first,
    ...otherItems,
    ...anyItem,
  ];
}

function closure(place: Place): Place[] {
  const found = new Set([place]);
  for (const one of found) for (const other of one.same) found.add(other);
  return [...found];
}

function createPlace(isSecret: boolean): Place {
  return {
    isSecret,
    same: [],
    properties: new Map(),
    patterns: [],
    otherProperties: [],
    first: [],
    otherItems: [],
    anyItem: [],
    all: [],
  };
}

/** As a validator reads it; one that is no pattern fits every name. */
function toPattern(pattern: string): RegExp {
  try {
    return new RegExp(pattern, "u");
  } catch {
    return /(?:)/;
  }
}

function isSecret(schema: Schema): boolean {
  return schema["x-secret"] === true || schema["format"] === "password" || schema["writeOnly"] === true;
}

function listOf(given: unknown): readonly unknown[] {
  return Array.isArray(given) ? given : [];
}

function schemasIn(given: unknown): Schema[] {
  return listOf(given).filter(isSchema);
}
