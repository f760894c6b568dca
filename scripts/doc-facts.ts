// What the documentation may name: read from the project itself.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { createProgram, type Actions } from "../apps/launcher/src/cli/create-program.ts";
import { describeSettings } from "../packages/config/src/index.ts";

export interface Facts {
  readonly settings: ReadonlySet<string>;
  readonly npmScripts: ReadonlySet<string>;
  readonly commands: ReadonlySet<string>;
  /** Long options of the launcher, `--port`. */
  readonly flags: ReadonlySet<string>;
  /** Whether a path relative to the root exists; `*` stands for any name in its segment. */
  exists(path: string): boolean;
  /** Names at the root, so that `apps/…` is known for a path of ours and `text/html` is not. */
  readonly topLevel: ReadonlySet<string>;
}

export function readFacts(root: string): Facts {
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: Record<string, string> };
  const { commands, flags } = readCommandLine();
  return {
    settings: new Set(describeSettings().map(({ name }) => name)),
    npmScripts: new Set(Object.keys(manifest.scripts)),
    commands,
    flags,
    exists: (path) =>
      matches(
        root,
        path.split("/").filter((segment) => segment !== "" && segment !== "."),
      ),
    topLevel: new Set(readdirSync(root)),
  };
}

function readCommandLine(): { commands: Set<string>; flags: Set<string> } {
  // Whatever there is to do: nothing is done here.
  const actions = new Proxy({} as Actions, { get: () => () => Promise.resolve() });
  const program = createProgram(actions, "0.0.0");
  const all = [program, ...program.commands.flatMap((command) => [command, ...command.commands])];
  return {
    commands: new Set(program.commands.map((command) => command.name())),
    flags: new Set([
      "--help",
      "--version",
      ...all.flatMap((command) => command.options.flatMap(({ long }) => long ?? [])),
    ]),
  };
}

function matches(folder: string, [segment, ...rest]: string[]): boolean {
  if (segment === undefined) return true;
  if (!segment.includes("*")) return existsSync(join(folder, segment)) && matches(join(folder, segment), rest);
  const pattern = new RegExp(
    `^${segment
      .split("*")
      .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"))
      .join(".*")}$`,
  );
  if (!existsSync(folder)) return false;
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => pattern.test(entry.name))
    .some((entry) => rest.length === 0 || (entry.isDirectory() && matches(join(folder, entry.name), rest)));
}
