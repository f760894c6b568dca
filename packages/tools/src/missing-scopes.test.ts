import type { Access, Principal } from "@mcp-tools/core";
import { expect, test } from "vitest";
import { defineTool } from "./define-tool.ts";
import { createMissingScopes } from "./missing-scopes.ts";
import { openPolicy, type Policy } from "./policy.ts";
import { createTestToolbox } from "./testing.ts";

const tool = (name: string, access: Access) => defineTool({ name, description: name, access, run: () => name });
const definitions = [tool("look", "read"), tool("save", "write"), tool("drop", "destructive"), tool("off", "write")];

/** Narrows by the access of the grant, as the engine does, and hides `off` from everyone. */
function governed() {
  return createTestToolbox(definitions, {
    policy: (registry) => {
      const open = openPolicy(registry);
      const catalogue: Policy["catalogue"] = ({ grant }, toolset) => {
        const all = open.catalogue(oauth(), toolset);
        return (
          all && {
            ...all,
            tool: (name) => {
              const found = all.tool(name);
              const isGranted = grant?.access === undefined || (found && grant.access.includes(found.access));
              return name === "off" || !isGranted ? undefined : found;
            },
          }
        );
      };
      return { ...open, catalogue, missingScopes: createMissingScopes(catalogue) };
    },
  });
}

function oauth(...access: Access[]): Principal {
  return { id: "oauth:ada", kind: "oauth", name: "ada", space: "ada", grant: { access } };
}

test.for([
  { tool: "save", granted: ["read"], scopes: ["tools:read", "tools:write"] },
  { tool: "look", granted: ["write"], scopes: ["tools:read", "tools:write"] },
  { tool: "drop", granted: ["write", "read"], scopes: ["tools:read", "tools:write", "tools:destructive"] },
  { tool: "drop", granted: [], scopes: ["tools:destructive"] },
] as { tool: string; granted: Access[]; scopes: string[] }[])(
  "a token of $granted that calls $tool lacks $scopes",
  async ({ tool, granted, scopes }) => {
    const { call, rows } = governed();
    expect(await call(tool, {}, { principal: oauth(...granted) })).toEqual({ kind: "unknown_tool", scopes });
    expect(rows).toMatchObject([{ tool, outcome: "refused", message: expect.stringContaining(`Insufficient scope`) }]);
    expect(rows[0]?.message).toContain(scopes.join(" "));
  },
);

test.for([
  ["of a tool that does not exist", "nope", oauth("read")],
  ["of a tool that is off", "off", oauth("read")],
  ["by a key", "save", { ...oauth("read"), kind: "key" }],
  ["at a toolset that it was not given", "save", oauth("read"), "ops"],
] as [string, string, Principal, string?][])(
  "a call %s is a call of an unknown tool",
  async ([, name, principal, toolset]) => {
    const { call, rows } = governed();
    expect(await call(name, {}, { principal, toolset })).toEqual({ kind: "unknown_tool" });
    expect(rows).toMatchObject([{ outcome: "refused", message: `Unknown tool: ${name}` }]);
  },
);

test("a token that reaches far enough lacks nothing", async () => {
  const { call } = governed();
  expect(await call("save", {}, { principal: oauth("write") })).toMatchObject({
    result: { content: [{ text: "save" }] },
  });
});
