import type { Access, JsonSchema, ListKind, Pack, RegisteredTool, Registry } from "@mcp-tools/tools";

export interface FakeTool {
  readonly name: string;
  readonly pack: string;
  readonly access?: Access;
  readonly title?: string;
  readonly description?: string;
  readonly inputSchema?: JsonSchema;
  readonly outputSchema?: JsonSchema;
  readonly credentials?: readonly string[];
}

export interface FakeRegistry extends Pick<Registry, "packs" | "tools" | "tool" | "onChange"> {
  add(tool: FakeTool): void;
  readonly listeners: number;
}

/** As much of a registry as the console reads. */
export function createFakeRegistry(given: readonly FakeTool[] = []): FakeRegistry {
  const tools = given.map(register);
  const listeners = new Set<(kind: ListKind) => void>();
  return {
    get packs() {
      return [...new Set(tools.map(({ pack }) => pack))].map((name): Pack => ({
        name,
        description: `The ${name} pack.`,
        definitions: [],
      }));
    },
    tools: () => tools,
    tool: (name) => tools.find(({ listing }) => listing.name === name),
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    add(tool) {
      tools.push(register(tool));
      for (const listener of listeners) listener("tools");
    },
    get listeners() {
      return listeners.size;
    },
  };
}

function register({
  name,
  pack,
  access = "read",
  title,
  description = `Does ${name}.`,
  inputSchema = { type: "object" },
  outputSchema,
  credentials,
}: FakeTool): RegisteredTool {
  return {
    definition: { name, description, access, run: () => "", ...(credentials === undefined ? {} : { credentials }) },
    pack,
    access,
    listing: {
      name,
      ...(title === undefined ? {} : { title }),
      description,
      inputSchema,
      ...(outputSchema === undefined ? {} : { outputSchema }),
      annotations: {
        readOnlyHint: access === "read",
        destructiveHint: access === "destructive",
        idempotentHint: access === "read",
      },
    },
    digest: name,
    fixedArguments: undefined,
    timeoutMs: 60_000,
    validateInput: (value) => ({ ok: true, value }),
    validateOutput: undefined,
    maskArguments: undefined,
    headerParams: [],
  };
}
