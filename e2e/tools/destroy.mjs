import { appendFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";

/** Destroys nothing, but notes in a file that it would have. */
export default {
  name: "destroy",
  description: "Appends its path to the file `mark`, a line a run, and answers after `ms` milliseconds.",
  access: "destructive",
  input: {
    type: "object",
    properties: {
      path: { type: "string" },
      mark: { type: "string" },
      ms: { type: "integer" },
      options: { type: "object" },
      password: { type: "string", format: "password" },
    },
    required: ["path", "mark"],
  },
  async run({ path, mark, ms = 0 }) {
    appendFileSync(mark, `${path}\n`);
    if (ms > 0) await wait(ms);
    return `destroyed ${path}`;
  },
};
