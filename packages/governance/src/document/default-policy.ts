import type { PolicyDocument } from "@mcp-tools/core";

/** What holds before the first change: everything may be called, and a human is asked before anything is taken away. */
export const defaultPolicy: PolicyDocument = Object.freeze({
  defaults: Object.freeze({ read: "allow", write: "allow", destructive: "ask" }),
  rules: [],
  toolsets: [],
  tools: {},
  limits: {},
  output: {},
  approvals: Object.freeze({ holdSeconds: 45, expireMinutes: 60 }),
  idempotency: Object.freeze({ keepHours: 24 }),
});
