import { createGlob, createGlobs } from "@mcp-tools/governance/glob";
import type { Access } from "../../../../src/contract/tool.ts";
import type { PolicyDocument, Rule, Toolset } from "../../api/policy.ts";

/** How a tool stands in a toolset. */
export interface Place {
  readonly toolset: string;
  /** The pattern that brings it in; undefined: its own name does. */
  readonly pattern: string | undefined;
  /** What it is called there. */
  readonly as: string | undefined;
  readonly isFixed: boolean;
}

/** As much of a key as decides what it sees. */
export interface KeyGrant {
  readonly id: string;
  readonly name: string;
  readonly grant: {
    readonly toolsets?: readonly string[] | undefined;
    readonly tools?: readonly string[] | undefined;
    readonly access?: readonly Access[] | undefined;
  };
}

export type Why =
  | { readonly kind: "all" | "notTools" | "notToolset" | "default" }
  | { readonly kind: "tools"; readonly pattern: string }
  | { readonly kind: "toolset"; readonly name: string }
  | { readonly kind: "access"; readonly access: readonly Access[] }
  | { readonly kind: "notAccess"; readonly access: Access }
  | { readonly kind: "rule"; readonly id: string };

export interface Verdict {
  readonly sees: boolean;
  readonly why: Why;
}

interface Subject {
  readonly name: string;
  readonly access: Access;
}

/** The toolsets that show a tool. An entry with its own name comes before patterns. */
export function placesOf(tool: string, toolsets: readonly Toolset[]): Place[] {
  return toolsets.flatMap(({ name: toolset, tools }): Place[] => {
    const own = tools.filter((entry) => entry.tool === tool);
    const byPattern = tools.find((entry) => entry.tool.includes("*") && createGlob(entry.tool)(tool));
    const entries = own.length > 0 ? own : byPattern === undefined ? [] : [byPattern];
    return entries.map((entry) => ({
      toolset,
      pattern: entry.tool === tool ? undefined : entry.tool,
      as: entry.name,
      isFixed: entry.arguments !== undefined && Object.keys(entry.arguments).length > 0,
    }));
  });
}

/** Whether a key sees a tool that is on, and what says so. Rules that look at arguments hide nothing by themselves here. */
export function verdictOf(key: KeyGrant, tool: Subject, document: PolicyDocument): Verdict {
  const { toolsets, tools, access } = key.grant;
  const through =
    toolsets === undefined
      ? undefined
      : placesOf(tool.name, document.toolsets).find((place) => toolsets.includes(place.toolset))?.toolset;
  if (toolsets !== undefined && through === undefined) return { sees: false, why: { kind: "notToolset" } };
  const pattern = tools?.find((one) => createGlob(one)(tool.name));
  if (tools !== undefined && pattern === undefined) return { sees: false, why: { kind: "notTools" } };
  if (access?.includes(tool.access) === false) return { sees: false, why: { kind: "notAccess", access: tool.access } };
  const hiding = whatHides(key, through, tool, document);
  if (hiding !== undefined) return { sees: false, why: hiding };
  if (through !== undefined) return { sees: true, why: { kind: "toolset", name: through } };
  if (pattern !== undefined) return { sees: true, why: { kind: "tools", pattern } };
  return { sees: true, why: access === undefined ? { kind: "all" } : { kind: "access", access } };
}

/** Rules that can come to be asked about a tool, those that are off included, in their order. */
export function rulesAbout({ name, access }: Subject, rules: readonly Rule[]): Rule[] {
  return rules.filter(
    ({ match }) =>
      (match.tools === undefined || createGlobs(match.tools)(name)) && match.access?.includes(access) !== false,
  );
}

/** What would refuse every call, whatever its arguments. */
function whatHides(
  { id, name }: KeyGrant,
  toolset: string | undefined,
  tool: Subject,
  { rules, defaults }: PolicyDocument,
): Why | undefined {
  const asked = rulesAbout(tool, rules).filter(
    ({ enabled, match }) =>
      enabled &&
      (match.principals === undefined || [`key:${id}`, `key:${name}`].some(createGlobs(match.principals))) &&
      (match.toolsets === undefined || (toolset !== undefined && match.toolsets.includes(toolset))),
  );
  for (const { id: rule, effect, match } of asked) {
    if (effect !== "refuse") return undefined;
    if (match.arguments === undefined) return { kind: "rule", id: rule };
  }
  return defaults[tool.access] === "refuse" ? { kind: "default" } : undefined;
}
