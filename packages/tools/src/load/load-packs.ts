import { AppError } from "@mcp-tools/core";
import type { Pack } from "../define-tool.ts";
import { toDefinitions } from "./to-definitions.ts";

export interface PackOptions {
  readonly filesRoots: readonly string[];
  readonly fetchAllowPrivate: boolean;
  /** Packs that give out much at once keep their answers to this. */
  readonly resultBytesMax: number;
}

/** The built-in packs by name. Each is imported only when it is loaded. */
const builtIn: Readonly<Record<string, (options: PackOptions) => Promise<Pack | undefined>>> = {
  time: async () => (await import("../packs/time/time-pack.ts")).createTimePack(),
  fetch: async ({ fetchAllowPrivate, resultBytesMax }) =>
    (await import("../packs/fetch/fetch-pack.ts")).createFetchPack({ allowPrivate: fetchAllowPrivate, resultBytesMax }),
  memory: async ({ resultBytesMax }) =>
    (await import("../packs/memory/memory-pack.ts")).createMemoryPack({ resultBytesMax }),
  files: async ({ filesRoots, resultBytesMax }) =>
    filesRoots.length === 0
      ? undefined
      : (await import("../packs/files/files-pack.ts")).createFilesPack({ roots: filesRoots, resultBytesMax }),
  conformance: async () => (await import("../packs/conformance/conformance-pack.ts")).createConformancePack(),
};

/**
 * Loads packs by built-in name or npm package name, in this order.
 * @throws AppError `invalid_input` naming the pack that cannot be loaded; its detail names the setting
 */
export async function loadPacks(names: readonly string[], options: PackOptions): Promise<Pack[]> {
  const packs = await Promise.all(
    names.map(async (name) => (Object.hasOwn(builtIn, name) ? builtIn[name]?.(options) : loadPackage(name))),
  );
  return packs.filter((pack) => pack !== undefined);
}

/** A package's default export: a pack, or the definitions of one. */
async function loadPackage(name: string): Promise<Pack> {
  let module: { default?: unknown };
  try {
    module = (await import(name)) as { default?: unknown };
  } catch (cause) {
    throw new AppError(
      "invalid_input",
      `TOOL_PACKS: cannot load the package "${name}". Install it next to mcp-tools, or remove it from TOOL_PACKS.`,
      { cause, detail: { setting: "TOOL_PACKS" } },
    );
  }
  const exported = module.default;
  if (isPack(exported)) return exported;
  return { name, description: `Tools of ${name}`, definitions: toDefinitions(exported, `The package "${name}"`) };
}

function isPack(value: unknown): value is Pack {
  return (
    typeof value === "object" &&
    value !== null &&
    "definitions" in value &&
    Array.isArray(value.definitions) &&
    "name" in value &&
    typeof value.name === "string"
  );
}
