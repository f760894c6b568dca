import fc from "fast-check";
import { expect, test } from "vitest";
import { createInFlight } from "./in-flight.ts";

const ids = fc.constantFrom<string | number>(0, 1, 2, 3, "0", "1", "");
const steps = fc.array(fc.oneof(fc.record({ set: ids, value: fc.integer() }), fc.record({ delete: ids })), {
  maxLength: 40,
});

test("holds what a Map would hold", () => {
  fc.assert(
    fc.property(steps, (taken) => {
      const inFlight = createInFlight<number>();
      const map = new Map<string | number, number>();
      for (const step of taken) {
        if ("set" in step) {
          inFlight.set(step.set, step.value);
          map.set(step.set, step.value);
        } else {
          inFlight.delete(step.delete);
          map.delete(step.delete);
        }
        expect(new Map(inFlight.entries())).toEqual(map);
        expect(inFlight.size()).toBe(map.size);
        for (const id of [0, "0", 3, ""]) expect(inFlight.get(id)).toBe(map.get(id));
      }
    }),
  );
});
