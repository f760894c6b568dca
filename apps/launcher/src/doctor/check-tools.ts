import type { Config } from "@mcp-tools/config";
import { isSettingError, silentLogger } from "@mcp-tools/core";
import type { DatabaseFacts } from "@mcp-tools/db";
import type { Platform } from "@mcp-tools/platform";
import { loadToolsDir } from "@mcp-tools/tools";
import type { Finding } from "./finding.ts";
import { messageOf } from "./message-of.ts";
import { withOpenDeadline } from "./with-open-deadline.ts";

export interface CheckToolsDeps {
  readonly config: Pick<Config, "tools">;
  readonly platform: Pick<Platform, "database" | "toolbox">;
}

const check = "tools";
const STOPS_THE_START =
  "A pack that does not load, or has a name that another has, stops the start; a file with a mistake is left out.";

/** What would be served: the files of TOOLS_DIR one by one, then everything together. */
export async function checkTools(deps: CheckToolsDeps, facts: DatabaseFacts | undefined): Promise<Finding[]> {
  const { dir } = deps.config.tools;
  const files = dir === undefined ? [] : await checkFiles(dir);
  const isFolderBad = files.some((finding) => finding.check === "settings");
  return isFolderBad ? files : [...files, await checkAll(deps.platform, facts)];
}

/** Needs no database. */
async function checkFiles(dir: string): Promise<Finding[]> {
  const findings: Finding[] = [];
  try {
    await withOpenDeadline(
      loadToolsDir(dir, silentLogger, ({ file, error }) =>
        findings.push({
          check,
          state: "problem",
          text: `${file}: ${messageOf(error)}`,
          why: "This file's tools are missing; those of other files are served.",
          advice: "Correct the file, or take it out of TOOLS_DIR.",
        }),
      ),
    );
  } catch (error) {
    findings.push(failure(error));
  }
  return findings;
}

async function checkAll(
  { toolbox, database }: CheckToolsDeps["platform"],
  facts: DatabaseFacts | undefined,
): Promise<Finding> {
  const mayOpen =
    facts !== undefined &&
    facts.unknown.length === 0 &&
    // Loading opens the database, which migrates it: only where there is nothing yet is that no news to anybody.
    (facts.pending.length === 0 || (database.kind === "embedded" && facts.applied.length === 0));
  if (!mayOpen)
    return {
      check,
      state: "note",
      text: "not tried: who may use them is in the database",
      why: STOPS_THE_START,
      advice: "Mend the database first, then run this again.",
    };
  try {
    await withOpenDeadline(toolbox.load());
    return describeTools(toolbox.registry);
  } catch (error) {
    return failure(error);
  }
}

function describeTools(registry: Platform["toolbox"]["registry"]): Finding {
  const count = registry.tools().length;
  if (count > 0)
    return { check, state: "ok", text: `${count} tools from ${registry.packs.map(({ name }) => name).join(", ")}` };
  return {
    check,
    state: "note",
    text: "no tool is loaded",
    why: "Clients connect and find nothing to call.",
    advice: "Name packs in TOOL_PACKS, or a folder in TOOLS_DIR.",
  };
}

function failure(error: unknown): Finding {
  return isSettingError(error)
    ? {
        check: "settings",
        state: "problem",
        text: messageOf(error),
        why: "It stops the start.",
        advice: "Correct it in the environment, in .env, or on the command line.",
      }
    : {
        check,
        state: "problem",
        text: messageOf(error),
        why: STOPS_THE_START,
        advice: "Correct what it names, or TOOLS_DIR and TOOL_PACKS.",
      };
}
