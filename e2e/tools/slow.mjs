import { appendFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";

/** Takes its time, and notes in a file what became of it. */
const slow = {
  name: "slow",
  description: "Waits, and answers then. Appends started, done or aborted to the file `mark`.",
  access: "read",
  input: {
    type: "object",
    properties: { ms: { type: "integer" }, mark: { type: "string" } },
    required: ["ms"],
  },
  async run({ ms, mark }, { signal }) {
    const note = (word) => mark && appendFileSync(mark, `${word}\n`);
    note("started");
    try {
      await wait(ms, undefined, { signal });
    } catch (error) {
      note("aborted");
      throw error;
    }
    note("done");
    return `waited ${ms} ms`;
  },
};

/** The same, of a tool that must not run twice. */
export default [slow, { ...slow, name: "slow_write", access: "write" }];
