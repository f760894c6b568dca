import { join } from "node:path";
import * as z from "zod";
import { defineTool } from "../../../define-tool.ts";
import type { FilesDeps } from "../files-deps.ts";
import { createExclude } from "../listing/exclude.ts";
import { createGlob } from "../listing/glob.ts";
import { withFolder } from "../listing/list-entries.ts";
import { walkTree } from "../listing/walk-tree.ts";
import { READS, textResult, textSchema } from "../text-result.ts";

const DEPTH_MAX = 64;
const ENTRIES_MAX = 100_000;
const MATCHES_MAX = 2_000;

export function createSearchFiles({ locate, pathSchema, textBytesMax }: FilesDeps) {
  return defineTool({
    name: "search_files",
    title: "Search files",
    description:
      "Finds files and folders below a folder by a glob pattern for their path relative to it: *.md in the folder itself, **/*.md at any depth, src/**/test-*. Gives full paths, the nearest first. Looks at names, not at contents; links are not followed.",
    access: "read",
    annotations: READS,
    input: z.object({
      path: pathSchema("The folder to search."),
      pattern: z
        .string()
        .min(1)
        .max(1_000)
        .describe("Glob: * and ? within a name, ** for any folders, [a-z], {one,other}."),
      excludePatterns: z
        .array(z.string().max(1_000))
        .max(100)
        .default([])
        .describe("Names, or glob patterns, to leave out: node_modules, **/*.min.js."),
    }),
    output: textSchema("One full path a line."),
    run: ({ path, pattern, excludePatterns }, { signal }) =>
      locate(path, (place) =>
        withFolder(place, async (folder) => {
          const matches = createGlob(pattern);
          const found: string[] = [];
          let left = textBytesMax;
          const walk = walkTree(folder, {
            isExcluded: createExclude(excludePatterns),
            depthMax: DEPTH_MAX,
            entriesMax: ENTRIES_MAX,
            signal,
          });
          for (let step = await walk.next(); ; step = await walk.next()) {
            if (step.done === true) return answer(found, pattern, step.value.missing);
            for (const { name } of step.value.entries) {
              if (!matches([...step.value.names, name].join("/"))) continue;
              const match = join(place.absolute, ...step.value.names, name);
              left -= Buffer.byteLength(match) + 1;
              if (found.length === MATCHES_MAX || left < 0)
                return answer(found, pattern, [`matches after the first ${found.length}`]);
              found.push(match);
            }
          }
        }),
      ),
  });
}

function answer(found: readonly string[], pattern: string, missing: readonly string[]) {
  const cut =
    missing.length > 0
      ? `Not searched: ${missing.join(", ")}. Search a folder further down, or a narrower pattern.`
      : "";
  if (found.length > 0) return textResult(found.join("\n"), cut);
  const hint = pattern.includes("/")
    ? ""
    : `The pattern was tried in the folder itself only; for all folders below it use **/${pattern}.`;
  return textResult("No matches found", [hint, cut].filter((line) => line !== "").join(" "));
}
