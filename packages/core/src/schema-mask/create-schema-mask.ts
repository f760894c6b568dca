import { MASK } from "../mask-secrets.ts";
import type { Schema } from "./find-reference.ts";
import { toPlace, type Place } from "./to-place.ts";

/** A copy of the value with a mask in every place that the schema marks as secret. */
export type SchemaMask = (value: unknown) => unknown;

const marked = /"x-secret":true|"format":"password"|"writeOnly":true/;

/**
 * Made once for a JSON Schema; undefined where it marks nothing (`"x-secret": true`, `format: "password"`, `writeOnly`).
 * A place is masked when any branch that may speak of it marks it, whether or not the value fits that branch. A reference
 * that leads out of the document hides what is there: nobody knows whether it is secret.
 */
export function createSchemaMask(schema: Schema, mask: string = MASK): SchemaMask | undefined {
  if (!marked.test(JSON.stringify(schema))) return undefined;
  const root = toPlace(schema);
  return root.all.length === 0 ? undefined : (value) => maskAt(value, root.all, mask);
}

function maskAt(value: unknown, places: readonly Place[], mask: string): unknown {
  // What is empty gives nothing away.
  if (places.length === 0 || value === undefined || value === null || value === "") return value;
  if (places.some(({ isSecret }) => isSecret)) return mask;
  if (typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map((item, index) => maskAt(item, placesOfItem(places, index), mask));
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, maskAt(part, placesOfProperty(places, name), mask)]),
  );
}

function placesOfItem(places: readonly Place[], index: number): readonly Place[] {
  return together(
    places.flatMap(({ first, otherItems, anyItem }) => {
      const own = first[index];
      return own === undefined ? [...otherItems, ...anyItem] : [own, ...anyItem];
    }),
  );
}

function placesOfProperty(places: readonly Place[], name: string): readonly Place[] {
  return together(
    places.flatMap(({ properties, patterns, otherProperties }) => {
      const own = properties.get(name);
      const named = patterns.filter(([pattern]) => pattern.test(name)).map(([, place]) => place);
      if (own !== undefined) named.push(own);
      return named.length === 0 ? otherProperties : named;
    }),
  );
}

function together(places: readonly Place[]): readonly Place[] {
  const [only] = places;
  if (places.length <= 1) return only?.all ?? [];
  return [...new Set(places.flatMap(({ all }) => all))];
}
