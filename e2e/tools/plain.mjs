/** Small tools that do what they say. */
export default [
  {
    name: "echo",
    description: "Returns its message.",
    access: "read",
    input: { type: "object", properties: { message: { type: "string" } }, required: ["message"] },
    output: { type: "object", properties: { message: { type: "string" } }, required: ["message"] },
    run: ({ message }) => ({ message }),
  },
  {
    name: "log_in",
    description: "Takes secrets as arguments.",
    access: "write",
    input: {
      type: "object",
      properties: { user: { type: "string" }, password: { type: "string" }, headers: { type: "object" } },
      required: ["user"],
    },
    run: ({ user }) => `${user} is in`,
  },
];
