import { defineTool, type Definition } from "../../define-tool.ts";

/** Tools whose input schema is what is tested. */
export const schemaTools: readonly Definition[] = [
  defineTool({
    name: "json_schema_2020_12_tool",
    description: "Has an input schema with keywords of JSON Schema 2020-12, which must be listed as they stand.",
    access: "read",
    input: {
      $schema: "https://json-schema.org/draft/2020-12/schema",
      type: "object",
      $defs: {
        address: {
          $anchor: "addressDef",
          type: "object",
          properties: { street: { type: "string" }, city: { type: "string" } },
        },
      },
      properties: {
        name: { type: "string" },
        address: { $ref: "#/$defs/address" },
        contactMethod: { type: "string", enum: ["phone", "email"] },
        phone: { type: "string" },
        email: { type: "string" },
      },
      allOf: [{ anyOf: [{ required: ["phone"] }, { required: ["email"] }] }],
      if: { properties: { contactMethod: { const: "phone" } }, required: ["contactMethod"] },
      // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
      then: { required: ["phone"] },
      else: { required: ["email"] },
      additionalProperties: false,
    },
    run: (input) => `Called with ${JSON.stringify(input)}`,
  }),
  defineTool({
    name: "test_x_mcp_header",
    description: "Has arguments that the client mirrors in Mcp-Param-* headers (2026-07-28).",
    access: "read",
    input: {
      type: "object",
      properties: {
        region: { type: "string", description: "Mirrored in Mcp-Param-Region", "x-mcp-header": "Region" },
        priority: { type: "integer", description: "Mirrored in Mcp-Param-Priority", "x-mcp-header": "Priority" },
        note: { type: "string", description: "Not mirrored" },
      },
    },
    run: (input) => `Called with ${JSON.stringify(input)}`,
  }),
];
