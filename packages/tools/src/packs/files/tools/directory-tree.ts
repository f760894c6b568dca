import * as z from "zod";
import { defineTool } from "../../../define-tool.ts";
import type { FilesDeps } from "../files-deps.ts";
import { createExclude } from "../listing/exclude.ts";
import { withFolder, type Entry } from "../listing/list-entries.ts";
import { walkTree, type WalkOptions } from "../listing/walk-tree.ts";
import type { Folder } from "../paths/folder.ts";
import { READS, textResult, textSchema } from "../text-result.ts";

const DEPTH_MAX = 24;
const ENTRIES_MAX = 5_000;

interface Node {
  readonly name: string;
  readonly type: Entry["kind"];
  readonly children?: Node[];
}

export function createDirectoryTree({ locate, pathSchema, textBytesMax }: FilesDeps) {
  return defineTool({
    name: "directory_tree",
    title: "Directory tree",
    description:
      "A folder and all below it as JSON: entries with `name`, `type` (file, directory, link or other) and, for folders, `children`. Links are not followed. A large tree is cut, the deepest parts first, and says so.",
    access: "read",
    annotations: READS,
    input: z.object({
      path: pathSchema("The folder."),
      excludePatterns: z
        .array(z.string().max(1_000))
        .max(100)
        .default([])
        .describe("Names, or glob patterns for paths relative to the folder, to leave out: node_modules, **/*.log."),
    }),
    output: textSchema("The tree as JSON text."),
    run: ({ path, excludePatterns }, { signal }) =>
      locate(path, (place) =>
        withFolder(place, async (folder) => {
          const options = {
            isExcluded: createExclude(excludePatterns),
            depthMax: DEPTH_MAX,
            entriesMax: ENTRIES_MAX,
            signal,
          };
          const { tree, missing } = await buildTree(folder, options, textBytesMax);
          const notice =
            missing.length > 0
              ? `Not shown: ${missing.join(", ")}. Ask for a folder further down, or leave some out with excludePatterns.`
              : "";
          return textResult(JSON.stringify(tree, null, 2), notice);
        }),
      ),
  });
}

async function buildTree(
  top: Folder,
  options: WalkOptions,
  bytesMax: number,
): Promise<{ tree: Node[]; missing: readonly string[] }> {
  const tree: Node[] = [];
  const childrenOf = new Map<string, Node[]>([["", tree]]);
  const walk = walkTree(top, options);
  let left = bytesMax;
  for (let step = await walk.next(); ; step = await walk.next()) {
    if (step.done === true) return { tree, missing: step.value.missing };
    const { names, entries } = step.value;
    const children = childrenOf.get(names.join("/"));
    for (const { name, kind } of entries) {
      const node: Node = kind === "directory" ? { name, type: kind, children: [] } : { name, type: kind };
      left -= bytesOf(node, names.length);
      if (left < 0) return { tree, missing: ["what does not fit into one answer"] };
      children?.push(node);
      if (node.children !== undefined) childrenOf.set([...names, name].join("/"), node.children);
    }
  }
}

/** With the indentation and the line ends that JSON.stringify adds. */
function bytesOf({ name, children }: Node, depth: number): number {
  const indentation = depth * 4 + 2;
  return (
    Buffer.byteLength(JSON.stringify(name)) +
    4 * (indentation + 4) +
    40 +
    (children === undefined ? 0 : indentation + 24)
  );
}
