export default {
  name: "echo",
  description: "Answers with the message it was given.",
  access: "read",
  input: { type: "object", properties: { message: { type: "string" } }, required: ["message"] },
  output: { type: "object", properties: { message: { type: "string" } }, required: ["message"] },
  run: ({ message }) => ({ content: [{ type: "text", text: message }], structuredContent: { message } }),
};
