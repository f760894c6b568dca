import { defineTool, type Definition, type FormAnswer } from "../../define-tool.ts";
import { choicesForm, defaultsForm, textForm } from "./forms.ts";
import { samplingParams, textOf } from "./sampling.ts";

/** Tools that ask the client once, in any era. */
export const clientTools: readonly Definition[] = [
  defineTool({
    name: "test_sampling",
    description: "Asks the client's model to answer the prompt.",
    access: "read",
    input: { type: "object", properties: { prompt: { type: "string" } }, required: ["prompt"] },
    run: async ({ prompt }, { sample }) => `LLM response: ${textOf(await sample(samplingParams(prompt, 100)))}`,
  }),
  defineTool({
    name: "test_elicitation",
    description: "Asks the person at the client for a user name and an e-mail address.",
    access: "read",
    input: { type: "object", properties: { message: { type: "string" } }, required: ["message"] },
    async run({ message }, { ask }) {
      const answer = await ask({
        message,
        schema: {
          type: "object",
          properties: {
            username: { type: "string", description: "User name" },
            email: { type: "string", description: "E-mail address" },
          },
          required: ["username", "email"],
        },
      });
      return `User response: ${describeAnswer(answer)}`;
    },
  }),
  defineTool({
    name: "test_elicitation_sep1034_defaults",
    description: "Asks with a form that has a default for every kind of field.",
    access: "read",
    run: async (_input, { ask }) => `Elicitation completed: ${describeAnswer(await ask(defaultsForm))}`,
  }),
  defineTool({
    name: "test_elicitation_sep1330_enums",
    description: "Asks with a form that offers choices in all five ways.",
    access: "read",
    run: async (_input, { ask }) => `Elicitation completed: ${describeAnswer(await ask(choicesForm))}`,
  }),
  defineTool({
    name: "test_missing_capability",
    description:
      "Needs a client that can be asked for sampling; a 2026-07-28 client that did not declare it gets -32021.",
    access: "read",
    run: async (_input, { sample }) =>
      `Sampled: ${textOf(await sample(samplingParams("Reply with one word: pong", 16), { key: "pong" }))}`,
  }),
  defineTool({
    name: "test_streaming_elicitation",
    description:
      "Reports progress and asks the client where it can; its response stream must carry no requests (2026-07-28).",
    access: "read",
    async run(_input, { can, ask, progress }) {
      progress(50, 100);
      if (!can("elicitation")) return "Streamed without asking.";
      const answer = await ask(textForm("What is your name?", "name"), { key: "user_name" });
      return `Streamed and asked: ${describeAnswer(answer)}`;
    },
  }),
];

function describeAnswer(answer: FormAnswer): string {
  const content = answer.action === "accept" ? answer.content : {};
  return `action=${answer.action}, content=${JSON.stringify(content)}`;
}
