const secret = "hunter2hunter2";

/** Tools with the faults that tools have. */
export default [
  {
    name: "throws",
    description: "Throws what a careless tool throws.",
    access: "read",
    run() {
      throw new TypeError(`cannot log in with postgres://app:${secret}@db/x`);
    },
  },
  {
    name: "never_returns",
    description: "Never answers and does not listen to its signal.",
    access: "read",
    timeoutMs: 500,
    run: () => new Promise(() => {}),
  },
  {
    name: "returns_too_much",
    description: "Returns more text than a result may have.",
    access: "read",
    run: () => "0123456789".repeat(300_000),
  },
  {
    name: "breaks_its_promise",
    description: "Returns something else than its output schema says.",
    access: "read",
    output: { type: "object", properties: { count: { type: "integer" } }, required: ["count"] },
    run: () => ({ count: "many" }),
  },
  {
    name: "rejects_later",
    description: "Answers, and leaves a timer behind that does something wrong, but handles it.",
    access: "read",
    run() {
      setTimeout(() => void Promise.reject(new Error("late")).catch(() => {}), 10);
      return "answered";
    },
  },
];
