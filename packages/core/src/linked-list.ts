export interface LinkedList<T> extends Iterable<T> {
  readonly size: number;
  /** Returns what takes it out again; a second time changes nothing. */
  add(value: T): () => void;
}

interface Entry<T> {
  readonly value: T;
  previous: Entry<T> | undefined;
  next: Entry<T> | undefined;
  isIn: boolean;
}

/**
 * For what comes and goes with each request, where a Set or Map is the wrong choice: one that is added to and deleted
 * from all the time gets a new table every few of them, and V8 keeps the old ones, with all that was in them, until the
 * next full collection. The newest comes first; taking entries out while it is walked is fine.
 */
export function createLinkedList<T>(): LinkedList<T> {
  let first: Entry<T> | undefined;
  let size = 0;

  function remove(entry: Entry<T>): void {
    if (!entry.isIn) return;
    entry.isIn = false;
    size -= 1;
    if (entry.previous === undefined) first = entry.next;
    else entry.previous.next = entry.next;
    if (entry.next !== undefined) entry.next.previous = entry.previous;
    // A dead entry that reached the old space would keep the younger ones, and they those after them. `next`, an older one,
    // stays for whoever is at this entry.
    entry.previous = undefined;
  }

  return {
    get size() {
      return size;
    },
    add(value) {
      const entry: Entry<T> = { value, previous: undefined, next: first, isIn: true };
      if (first !== undefined) first.previous = entry;
      first = entry;
      size += 1;
      return () => remove(entry);
    },
    *[Symbol.iterator]() {
      for (let entry = first; entry !== undefined; entry = entry.next) if (entry.isIn) yield entry.value;
    },
  };
}
