import type { PolicyDocument, Rule, Toolset, ToolsetTool } from "@mcp-tools/core";
import { stringify } from "yaml";
import { defaultPolicy } from "../document/default-policy.ts";
import { jsonEqual } from "../match/json-equal.ts";
import { toConfig, type ConfigKey } from "./config-keys.ts";

const HEADING = `# mcp-tools: who may call what. What is left out is as by default.
# mcp-tools plan -f <this file> shows what it would change, mcp-tools apply -f <this file> changes it.
`;

/** A configuration file in YAML that says everything that is not as by default; the same state, the same text. */
export function writeConfig(document: PolicyDocument, keys: readonly ConfigKey[] | undefined): string {
  const policy = withoutDefaults({
    defaults: document.defaults,
    rules: document.rules.map(writeRule),
    toolsets: document.toolsets.map(writeToolset),
    tools: document.tools,
    limits: document.limits,
    output: document.output,
    approvals: document.approvals,
    idempotency: document.idempotency,
  });
  const inOrder = keys?.toSorted((a, b) => (a.name < b.name ? -1 : 1)).map((key) => [key.name, toConfig(key)] as const);
  const file = { version: 1, policy, ...(inOrder !== undefined && { keys: Object.fromEntries(inOrder) }) };
  return HEADING + stringify(file, { lineWidth: 0, aliasDuplicateObjects: false, sortMapEntries: false });
}

function withoutDefaults(policy: Readonly<Record<keyof PolicyDocument, unknown>>): object {
  return Object.fromEntries(
    Object.entries(policy)
      .map(([name, part]) => [name, differing(part, defaultPolicy[name as keyof PolicyDocument])] as const)
      .filter(([, part]) => part !== undefined),
  );
}

/** The fields of a part that are not as by default, in the order of the default; those that it lacks sorted. */
function differing(part: unknown, byDefault: unknown): unknown {
  if (jsonEqual(part, byDefault)) return undefined;
  if (Array.isArray(part)) return part;
  const fields = Object.entries(part as object);
  const usual = Object.keys(byDefault as object);
  return Object.fromEntries(
    fields
      .filter(([name, value]) => !jsonEqual(value, (byDefault as Record<string, unknown>)[name]))
      .sort(([a], [b]) => usual.indexOf(a) - usual.indexOf(b) || (a < b ? -1 : 1)),
  );
}

function writeRule({ id, description, enabled, match, effect, reason }: Rule): object {
  return {
    id,
    ...(description !== undefined && { description }),
    ...(!enabled && { enabled }),
    ...(Object.keys(match).length > 0 && { match }),
    effect,
    ...(reason !== undefined && { reason }),
  };
}

function writeToolset({ name, title, description, tools, resources, prompts }: Toolset): object {
  return {
    name,
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
    ...(tools.length > 0 && { tools: tools.map(writeTool) }),
    ...(resources.length > 0 && { resources }),
    ...(prompts.length > 0 && { prompts }),
  };
}

function writeTool({ tool, name, title, description, arguments: fixed }: ToolsetTool): unknown {
  const more = {
    ...(name !== undefined && { name }),
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
    ...(fixed !== undefined && { arguments: fixed }),
  };
  return Object.keys(more).length === 0 ? tool : { tool, ...more };
}
