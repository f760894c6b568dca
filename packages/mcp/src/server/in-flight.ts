/** What is in flight on one connection, by request id. */
export interface InFlight<T> {
  get(id: string | number): T | undefined;
  set(id: string | number, value: T): void;
  delete(id: string | number): void;
  /** As they are now: what is added or deleted later changes nothing in it. */
  entries(): readonly (readonly [id: string | number, value: T])[];
  size(): number;
}

/**
 * Two arrays and not a Map: a Map that is added to and deleted from all the time gets a new table every few requests,
 * and V8 keeps the old ones, with all that was in them, until the next full collection. There are few at a time.
 */
export function createInFlight<T>(): InFlight<T> {
  const ids: (string | number)[] = [];
  const values: T[] = [];
  return {
    get(id) {
      const index = ids.indexOf(id);
      return index === -1 ? undefined : values[index];
    },
    set(id, value) {
      const index = ids.indexOf(id);
      if (index === -1) {
        ids.push(id);
        values.push(value);
      } else values[index] = value;
    },
    delete(id) {
      const index = ids.indexOf(id);
      if (index === -1) return;
      // The last one takes its place: the order is of no consequence.
      ids[index] = ids.at(-1) as string | number;
      values[index] = values.at(-1) as T;
      ids.pop();
      values.pop();
    },
    entries: () => ids.map((id, index) => [id, values[index] as T] as const),
    size: () => ids.length,
  };
}
