import type { CallPorts } from "./ports.ts";

/** Ports of a house without limits, approvals and kept results: nothing is counted, and what needs a human is refused. */
export const plainPorts: CallPorts = {
  limiter: {
    kind: "memory",
    acquire: () => ({ ok: true, release() {} }),
    close: () => Promise.resolve(),
  },
  approver: {
    ask: (_call, decision) =>
      Promise.resolve({
        kind: "refused",
        message: `This call needs approval, and nobody can be asked: ${decision.reason}`,
      }),
  },
  deduper: {
    claim: () =>
      Promise.resolve({
        kind: "run",
        finish: () => Promise.resolve(),
        release: () => Promise.resolve(),
        lose: () => Promise.resolve(),
      }),
  },
  results: undefined,
  credentials: undefined,
  notes: undefined,
};
