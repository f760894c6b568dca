import { expect, test } from "vitest";
import { uiSchemaOf } from "./ui-schema.ts";

test.for([
  [{ type: "string" }, "textarea"],
  [{ type: "string", maxLength: 5000 }, "textarea"],
  [{ type: "string", maxLength: 40 }, "text"],
  [{ type: "string", format: "date-time" }, "text"],
  [{ type: "string", format: "password" }, "password"],
  [{ type: "string", "x-secret": true }, "password"],
  [{ type: "string", enum: ["a"] }, undefined],
  [{ type: "integer" }, undefined],
] as const)("%j is entered as %s", ([schema, widget]) => {
  expect(uiSchemaOf(schema)["ui:widget"]).toBe(widget);
});

test("fields inside fields, lists and maps have theirs", () => {
  const secret = { type: "string", "x-secret": true };
  const schema = {
    properties: {
      list: { type: "array", items: { type: "object", properties: { token: secret } } },
      headers: { type: "object", additionalProperties: secret },
    },
  };
  expect(uiSchemaOf(schema)).toEqual({
    list: { items: { token: { "ui:widget": "password" } } },
    headers: { additionalProperties: { "ui:widget": "password" } },
  });
});

test("a schema without end has one", () => {
  const node: Record<string, unknown> = { type: "object" };
  node["properties"] = { next: node };
  expect(JSON.stringify(uiSchemaOf(node)).length).toBeLessThan(200);
});
