import type { ClientRequest } from "../../client-port.ts";
import { defineTool, type Definition, type Form, type RequestContext } from "../../define-tool.ts";
import { confirmForm, textForm } from "./forms.ts";
import { samplingParams, textOf } from "./sampling.ts";

const nameForm = textForm("What is your name?", "name");

/** Tools for the multi-round scenarios of revision 2026-07-28 (SEP-2322); the keys are those the suite answers under. */
export const inputRequiredTools: readonly Definition[] = [
  defineTool({
    name: "test_input_required_result_elicitation",
    description: "Asks for a name and greets.",
    access: "read",
    async run(_input, { ask }) {
      const answer = await ask(nameForm, { key: "user_name" });
      return answer.action === "accept" ? `Hello, ${String(answer.content["name"])}!` : "Hello, whoever you are!";
    },
  }),
  defineTool({
    name: "test_input_required_result_sampling",
    description: "Asks the client's model for the capital of France.",
    access: "read",
    run: async (_input, { sample }) =>
      textOf(await sample(samplingParams("What is the capital of France?", 100), { key: "capital_question" })),
  }),
  defineTool({
    name: "test_input_required_result_list_roots",
    description: "Asks for the client's roots and lists them.",
    access: "read",
    async run(_input, { roots }) {
      const found = await roots({ key: "client_roots" });
      return `${found.length} root(s): ${found.map(({ uri }) => uri).join(", ")}`;
    },
  }),
  defineTool({
    name: "test_input_required_result_request_state",
    description: "Asks for a confirmation; the signed state of the first round must come back with the answer.",
    access: "read",
    run: (_input, context) => confirm(context, "state-ok"),
  }),
  defineTool({
    name: "test_input_required_result_tampered_state",
    description: "Asks for a confirmation; an answer with a state that was tampered with must be refused.",
    access: "read",
    run: (_input, context) => confirm(context, "integrity-ok"),
  }),
  defineTool({
    name: "test_input_required_result_multiple_inputs",
    description: "Asks for a name, a greeting by the client's model and the client's roots, all in one round.",
    access: "read",
    async run(_input, { request }) {
      const answers = await request({
        user_name: elicit(nameForm),
        greeting: greetingRequest,
        client_roots: { method: "roots/list" },
      });
      return `Answered: ${Object.keys(answers).toSorted().join(", ")}. ${textOf(answers["greeting"])}`;
    },
  }),
  defineTool({
    name: "test_input_required_result_multi_round",
    description: "Asks for a name, and then, in a second round, for a colour.",
    access: "read",
    async run(_input, { ask }) {
      const name = await ask(textForm("Step 1: What is your name?", "name"), { key: "step1" });
      const color = await ask(textForm("Step 2: What is your favorite color?", "color"), { key: "step2" });
      if (name.action !== "accept" || color.action !== "accept") return "Not everything was answered.";
      return `${String(name.content["name"])} likes ${String(color.content["color"])}.`;
    },
  }),
  defineTool({
    name: "test_input_required_result_capabilities",
    description: "Asks only what the client declared that it can be asked.",
    access: "read",
    async run(_input, { can, request }) {
      const requests: Record<string, ClientRequest> = {
        ...(can("elicitation") && { user_name: elicit(nameForm) }),
        ...(can("sampling") && { greeting: greetingRequest }),
        ...(can("roots") && { client_roots: { method: "roots/list" } }),
      };
      if (Object.keys(requests).length === 0) return "This client can be asked nothing.";
      return `Answered: ${Object.keys(await request(requests))
        .toSorted()
        .join(", ")}.`;
    },
  }),
];

const greetingRequest: ClientRequest = {
  method: "sampling/createMessage",
  params: samplingParams("Generate a greeting", 50),
};

function elicit({ message, schema }: Form): ClientRequest {
  return { method: "elicitation/create", params: { mode: "form", message, requestedSchema: schema } };
}

async function confirm({ ask }: RequestContext, word: string): Promise<string> {
  const answer = await ask(confirmForm("Please confirm"), { key: "confirm" });
  return `${word}: ${answer.action}`;
}
