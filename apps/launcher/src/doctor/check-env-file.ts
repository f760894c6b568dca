import type { Config, IdleLine } from "@mcp-tools/config";
import type { Finding } from "./finding.ts";

/** What stands in the settings file and sets nothing. */
export function checkEnvFile({ path, idleLines }: Config["file"]): Finding[] {
  return idleLines.map((idle) => ({
    check: "settings",
    state: "note",
    text: `${path}, line ${idle.line}: ${wrongWith(idle)}`,
    why: "The line is ignored.",
    advice:
      idle.meant === undefined
        ? "Correct it, or remove it: docs/configuration.md has every setting."
        : `Write ${idle.meant}=…, if that is what was meant.`,
  }));
}

function wrongWith({ name }: IdleLine): string {
  return name === undefined ? "this is no assignment of a setting (NAME=value)" : `there is no setting ${name}`;
}
