import { createHash } from "node:crypto";
import { isStandardSchema } from "../schema.ts";
import { hideArguments } from "./hide-arguments.ts";
import type { RegisteredTool, ToolListing, Validation } from "./registry.ts";
import { isSchema } from "./walk-properties.ts";

/** What a toolset, or the owner, says of a tool instead of the tool itself. */
export interface ToolOverride {
  readonly name?: string | undefined;
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  /** Leave the schema that clients see, and win over whatever they send. */
  readonly arguments?: Readonly<Record<string, unknown>> | undefined;
}

/** The same tool under other words; the tool itself where there is nothing to change. */
export function overrideTool(tool: RegisteredTool, override: ToolOverride): RegisteredTool {
  const { name, title, description, arguments: given } = override;
  const fixed = given === undefined || Object.keys(given).length === 0 ? undefined : given;
  if (name === undefined && title === undefined && description === undefined && fixed === undefined) return tool;
  const listing: ToolListing = {
    ...tool.listing,
    ...(name !== undefined && { name }),
    ...(title !== undefined && { title, annotations: { ...tool.listing.annotations, title } }),
    ...(description !== undefined && { description }),
    ...(fixed !== undefined && { inputSchema: hideArguments(tool.listing.inputSchema, Object.keys(fixed)) }),
  };
  return fixed === undefined ? { ...tool, listing } : { ...tool, listing, ...fixArguments(tool, fixed) };
}

function fixArguments(
  tool: RegisteredTool,
  fixed: Readonly<Record<string, unknown>>,
): Pick<RegisteredTool, "fixedArguments" | "digest" | "headerParams" | "validateInput"> {
  const fixedArguments = { ...tool.fixedArguments, ...fixed };
  const inOrder = Object.entries(fixedArguments).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    fixedArguments,
    // Whoever consented to a call consented to what is fixed in it as well.
    digest: createHash("sha256")
      .update(JSON.stringify([tool.digest, inOrder]))
      .digest("base64url"),
    headerParams: tool.headerParams.filter(({ path: [first = ""] }) => !Object.hasOwn(fixed, first)),
    validateInput(value) {
      const checked = tool.validateInput(isSchema(value) ? { ...value, ...fixed } : value);
      return checked instanceof Promise
        ? checked.then((validation) => blame(validation, fixed))
        : blame(checked, fixed);
    },
  };
}

/** A caller can mend what it sent, and not what it cannot see. */
function blame(validation: Validation, fixed: Readonly<Record<string, unknown>>): Validation {
  if (validation.ok) return validation;
  return {
    ok: false,
    problems: validation.problems.map((problem) =>
      isAbout(problem, fixed)
        ? `${problem} (this value is fixed on the server, in the toolset; whoever runs the server has to correct it)`
        : problem,
    ),
  };
}

/**
 * What is wrong with the arguments that are fixed for a tool, one line each; empty when they fit its schema, as far as
 * that can be told without the caller's.
 */
export async function checkFixedArguments(
  tool: RegisteredTool,
  fixed: Readonly<Record<string, unknown>>,
): Promise<string[]> {
  const { properties, additionalProperties } = tool.listing.inputSchema;
  const known = isSchema(properties) ? properties : {};
  const unknown = Object.keys(fixed).filter((name) => !Object.hasOwn(known, name));
  // Of zod's objects, which say nothing here, the usual ones drop what they do not know.
  const isOpen = additionalProperties ?? !isStandardSchema(tool.definition.input);
  if (unknown.length > 0 && isOpen === false) return unknown.map((name) => `${name}: the tool has no such argument`);
  const validation = await tool.validateInput(fixed);
  return validation.ok ? [] : validation.problems.filter((problem) => isAbout(problem, fixed));
}

/** Problems begin with the path of what they are about: see `validate.ts`. */
function isAbout(problem: string, fixed: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(fixed).some((name) => problem.startsWith(`${name}: `) || problem.startsWith(`${name}.`));
}
