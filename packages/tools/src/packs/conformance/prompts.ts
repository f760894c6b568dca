import { definePrompt, type Definition } from "../../define-tool.ts";
import { textForm } from "./forms.ts";
import { RED_PIXEL_PNG } from "./sample-media.ts";

export const fixturePrompts: readonly Definition[] = [
  definePrompt({
    name: "test_simple_prompt",
    title: "Simple prompt",
    description: "One message, no arguments",
    messages: () => "This is a simple prompt for testing.",
  }),
  definePrompt({
    name: "test_prompt_with_arguments",
    title: "Prompt with arguments",
    description: "One message that repeats both arguments",
    arguments: [
      {
        name: "arg1",
        description: "First argument",
        required: true,
        complete: (value) => ["paris", "park", "party", "test"].filter((word) => word.startsWith(value)),
      },
      { name: "arg2", description: "Second argument", required: true },
    ],
    messages: ({ arg1, arg2 }) => `Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`,
  }),
  definePrompt({
    name: "test_prompt_with_embedded_resource",
    title: "Prompt with a resource",
    description: "An embedded resource, and a message about it",
    arguments: [{ name: "resourceUri", description: "URI of the resource to embed", required: true }],
    messages: ({ resourceUri = "" }) => [
      {
        role: "user",
        content: {
          type: "resource",
          resource: { uri: resourceUri, mimeType: "text/plain", text: "Embedded resource content for testing." },
        },
      },
      { role: "user", content: { type: "text", text: "Please process the embedded resource above." } },
    ],
  }),
  definePrompt({
    name: "test_prompt_with_image",
    title: "Prompt with an image",
    description: "An image, and a message about it",
    messages: () => [
      { role: "user", content: { type: "image", data: RED_PIXEL_PNG, mimeType: "image/png" } },
      { role: "user", content: { type: "text", text: "Please analyze the image above." } },
    ],
  }),
  definePrompt({
    name: "test_input_required_result_prompt",
    title: "Prompt that asks first",
    description: "Asks the person at the client for context, and then makes a message of it (SEP-2322)",
    async messages(_args, { ask }) {
      const answer = await ask(textForm("What context should the prompt use?", "context"), { key: "user_context" });
      const context = answer.action === "accept" ? String(answer.content["context"]) : "none";
      return `Use this context: ${context}`;
    },
  }),
];
