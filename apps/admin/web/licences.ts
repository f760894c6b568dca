import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Plugin } from "vite";

const id = "virtual:licences";
const resolved = `\0${id}`;
/** They build and check; nothing of them reaches a browser. */
const tools = /^(?:@types\/|@vitejs\/|tsup$|vite$)/;

interface Manifest {
  readonly name?: string;
  readonly version?: string;
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** Gives the page About the packages of its app with their licences, as they are installed. */
export function listLicences(app: string): Plugin {
  const read = async (folder: string) => JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as Manifest;

  async function list() {
    const { dependencies, devDependencies } = await read(app);
    const names = Object.keys({ ...dependencies, ...devDependencies }).filter(
      (name) => !name.startsWith("@mcp-tools/") && !tools.test(name),
    );
    return Promise.all(
      names.toSorted().map(async (name) => {
        const { version = "", license = "" } = await read(join(app, "node_modules", name));
        return { name, version, licence: license };
      }),
    );
  }

  return {
    name: "list-licences",
    resolveId: (source) => (source === id ? resolved : undefined),
    async load(source) {
      return source === resolved ? `export const licences = ${JSON.stringify(await list())};` : undefined;
    },
  };
}
