import { expect, test } from "vitest";
import { freshEntries } from "./fresh-entries.ts";

const of = (...ids: string[]) => ids.map((id) => ({ id }));

test.for([
  [of("9", "8", "5"), of("5", "4"), of("9", "8")],
  // A call that began earlier and ended later than what is listed.
  [of("9", "7", "5"), of("9", "5"), of("7")],
  // The newest page reaches beyond what was loaded.
  [of("5", "4", "3"), of("5", "4"), of()],
  [of("2", "1"), of(), of("2", "1")],
] as const)("%j beside %j: %j are new", ([newest, listed, fresh]) => {
  expect(freshEntries(newest, listed)).toEqual(fresh);
});
