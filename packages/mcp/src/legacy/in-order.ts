/** Steps that come one after the other, until one fails: an end without what came before it would be taken for an answer. */
export interface InOrder {
  add(step: () => unknown): void;
  /** Once all steps so far are over, however they ended. */
  whenDone(then: () => void): void;
}

/** `onBroken` hears of the step that failed; those behind it are left out. */
export function createInOrder(onBroken: (error: unknown) => void): InOrder {
  let last = Promise.resolve();
  let isBroken = false;
  return {
    add(step) {
      last = last.then(async () => {
        if (isBroken) return;
        try {
          await step();
        } catch (error) {
          isBroken = true;
          onBroken(error);
        }
      });
    },
    whenDone: (then) => void last.then(then),
  };
}
