import type { Config } from "@mcp-tools/config";
import { findUnusableRoots } from "@mcp-tools/tools";
import type { Finding } from "./finding.ts";

/** The folders that the files pack may touch, where it is on. */
export async function checkRoots({ packs, filesRoots }: Config["tools"]): Promise<Finding[]> {
  if (!packs.includes("files") || filesRoots.length === 0) return [];
  const unusable = await findUnusableRoots(filesRoots);
  if (unusable.length === 0)
    return [{ check: "FILES_ROOTS", state: "ok", text: `${filesRoots.join(", ")} can be read` }];
  return unusable.map(({ root, reason }) => ({
    check: "FILES_ROOTS",
    state: "problem",
    text: `${root}: ${reason}`,
    why: "The tools of the files pack are listed, and fail on everything in it.",
    advice: "Create the folder, let this user read it, or correct FILES_ROOTS.",
  }));
}
