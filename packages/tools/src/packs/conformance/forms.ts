import type { Form } from "../../define-tool.ts";

/** A form with one text field, which has to be filled in. */
export function textForm(message: string, field: string): Form {
  return { message, schema: { type: "object", properties: { [field]: { type: "string" } }, required: [field] } };
}

/** A form with one box to tick. */
export function confirmForm(message: string): Form {
  return { message, schema: { type: "object", properties: { ok: { type: "boolean" } }, required: ["ok"] } };
}

/** A default for every kind of field (SEP-1034). */
export const defaultsForm: Form = {
  message: "Check the values and change what is wrong.",
  schema: {
    type: "object",
    properties: {
      name: { type: "string", description: "Name", default: "John Doe" },
      age: { type: "integer", description: "Age in years", default: 30 },
      score: { type: "number", description: "Score", default: 95.5 },
      status: { type: "string", description: "Status", enum: ["active", "inactive", "pending"], default: "active" },
      verified: { type: "boolean", description: "Whether verified", default: true },
    },
  },
};

/** All five ways to offer a choice (SEP-1330); `enumNames` is the deprecated one. */
export const choicesForm: Form = {
  message: "Choose from each list.",
  schema: {
    type: "object",
    properties: {
      untitledSingle: { type: "string", enum: ["option1", "option2", "option3"] },
      titledSingle: {
        type: "string",
        oneOf: [
          { const: "value1", title: "First Option" },
          { const: "value2", title: "Second Option" },
          { const: "value3", title: "Third Option" },
        ],
      },
      legacyEnum: {
        type: "string",
        enum: ["opt1", "opt2", "opt3"],
        enumNames: ["Option One", "Option Two", "Option Three"],
      },
      untitledMulti: { type: "array", items: { type: "string", enum: ["option1", "option2", "option3"] } },
      titledMulti: {
        type: "array",
        items: {
          anyOf: [
            { const: "value1", title: "First Choice" },
            { const: "value2", title: "Second Choice" },
            { const: "value3", title: "Third Choice" },
          ],
        },
      },
    },
  },
};
