import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { AppError, type Logger } from "@mcp-tools/core";
import type { Definition, Pack } from "../define-tool.ts";
import { createRegistry } from "../registry/create-registry.ts";
import { toDefinitions } from "./to-definitions.ts";

const TOOL_FILE = /(?<!\.d|\.test)\.(ts|js|mjs)$/;

export const TOOLS_DIR_PACK = "custom";

/** A file that is left out, and why. */
export interface ToolFileFailure {
  readonly file: string;
  readonly error: unknown;
}

/**
 * The pack made of the modules in a folder (not its subfolders). A file that cannot be loaded is told to `onFailure`,
 * or else logged, and left out, so that one mistake does not take the others away.
 * @throws AppError `invalid_input` when the folder cannot be read; its detail names the setting
 */
export async function loadToolsDir(
  dir: string,
  logger: Logger,
  onFailure: (failure: ToolFileFailure) => void = ({ file, error }) =>
    logger.error({ err: error, file }, "tool file not loaded"),
): Promise<Pack> {
  const definitions: Definition[] = [];
  // Registers each file by itself first, which tells a wrong definition or a name taken by another file.
  const trial = createRegistry({ timeoutMs: 1 });
  for (const name of await listToolFiles(dir)) {
    try {
      const found = await loadFile(join(dir, name));
      trial.setPack({ name, description: "", definitions: found });
      definitions.push(...found);
    } catch (error) {
      onFailure({ file: join(dir, name), error });
    }
  }
  return { name: TOOLS_DIR_PACK, description: `Your own tools, from ${dir}`, definitions };
}

async function listToolFiles(dir: string): Promise<string[]> {
  try {
    return (await readdir(dir)).filter((name) => TOOL_FILE.test(name)).toSorted();
  } catch (cause) {
    throw new AppError(
      "invalid_input",
      `TOOLS_DIR: cannot read the folder ${dir}. Create it, or correct the setting.`,
      { cause, detail: { setting: "TOOLS_DIR" } },
    );
  }
}

async function loadFile(path: string): Promise<Definition[]> {
  const url = pathToFileURL(path);
  // A changed file has to be a new module: imports are cached for ever.
  url.searchParams.set("v", String((await stat(path, { bigint: true })).mtimeNs));
  const module = (await import(url.href)) as { default?: unknown };
  return toDefinitions(module.default, `The file ${path}`);
}
