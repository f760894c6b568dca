/** An event in memory: linked to the next of its own stream, and to its neighbours in age among all streams. */
export interface KeptEvent<Owner> {
  readonly seq: number;
  readonly data: string;
  readonly bytes: number;
  readonly owner: Owner;
  next: KeptEvent<Owner> | undefined;
  older: KeptEvent<Owner> | undefined;
  newer: KeptEvent<Owner> | undefined;
}

/** Every kept event by age, so that the oldest is found and any is taken out without a search. */
export interface EventQueue<Owner> {
  push(event: KeptEvent<Owner>): void;
  remove(event: KeptEvent<Owner>): void;
  readonly oldest: KeptEvent<Owner> | undefined;
  readonly bytes: number;
}

export function createEventQueue<Owner>(): EventQueue<Owner> {
  let oldest: KeptEvent<Owner> | undefined;
  let newest: KeptEvent<Owner> | undefined;
  let bytes = 0;

  return {
    push(event) {
      event.older = newest;
      if (newest === undefined) oldest = event;
      else newest.newer = event;
      newest = event;
      bytes += event.bytes;
    },
    remove(event) {
      if (event.older === undefined) oldest = event.newer;
      else event.older.newer = event.newer;
      if (event.newer === undefined) newest = event.older;
      else event.newer.older = event.older;
      event.older = undefined;
      event.newer = undefined;
      bytes -= event.bytes;
    },
    get oldest() {
      return oldest;
    },
    get bytes() {
      return bytes;
    },
  };
}
