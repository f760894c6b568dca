import { setTimeout as wait } from "node:timers/promises";

const late = {
  name: "late_read",
  description: "Says the message, a little later.",
  access: "read",
  input: {
    type: "object",
    properties: { message: { type: "string" }, ms: { type: "integer" } },
    required: ["message"],
  },
  async run({ message, ms = 0 }, { signal }) {
    await wait(ms, undefined, { signal });
    return message;
  },
};

/** The same, of a tool that must not run twice. */
export default [late, { ...late, name: "late_write", access: "write" }];
