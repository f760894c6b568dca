import { AppError } from "@mcp-tools/core";
import { isUtf8 } from "node:buffer";
import * as z from "zod";
import { defineTool } from "../../../define-tool.ts";
import { applyEdits } from "../content/apply-edits.ts";
import { formatBytes } from "../content/format-bytes.ts";
import { withRegularFile } from "../content/open-regular-file.ts";
import { readWhole } from "../content/read-text.ts";
import { replaceFile } from "../content/replace-file.ts";
import { unifiedDiff } from "../content/unified-diff.ts";
import type { FilesDeps } from "../files-deps.ts";
import type { Place } from "../paths/locate.ts";
import { fitLines } from "../listing/fit-lines.ts";
import { textResult, textSchema } from "../text-result.ts";

const FILE_BYTES_MAX = 8_388_608;

export function createEditFile({ locate, pathSchema, textBytesMax }: FilesDeps) {
  return defineTool({
    name: "edit_file",
    title: "Edit file",
    description:
      "Replaces passages of a text file, one after the other, and gives the difference as a unified diff. With `dryRun` nothing is written. All edits are made or none.",
    access: "destructive",
    annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
    input: z.object({
      path: pathSchema(),
      edits: z
        .array(
          z.object({
            oldText: z
              .string()
              .min(1)
              .describe(
                "Text to replace, copied from the file with enough around it to occur once. White space around lines may differ.",
              ),
            newText: z.string().describe("Text to put there."),
          }),
        )
        .min(1)
        .max(500)
        .describe("The replacements, in this order; each sees what the ones before it did."),
      dryRun: z.boolean().default(false).describe("Only show what would change."),
    }),
    output: textSchema("The difference, as a unified diff in a code block."),
    run: ({ path, edits, dryRun }) =>
      locate(path, async (place) => {
        const before = await readForEdit(place);
        const { text, warnings } = applyEdits(before, edits);
        if (!dryRun && text !== before) await replaceFile(place, text, { onlyIfUnchanged: true });
        const { lines, cut } = fitLines(unifiedDiff(path, before, text).split("\n"), textBytesMax);
        return textResult(
          text === before ? "No changes: the new text is the old one." : inCodeBlock(lines.join("\n")),
          [
            ...warnings,
            ...(cut ? ["The difference is longer than one answer holds; its beginning is shown."] : []),
          ].join("\n"),
        );
      }),
  });
}

/** A text that is written back must come through unharmed: UTF-8 only. */
async function readForEdit(place: Place): Promise<string> {
  return withRegularFile(place, async (file) => {
    const { size } = await file.stat();
    if (size > FILE_BYTES_MAX) {
      throw new AppError(
        "too_large",
        `"${place.asked}" is ${formatBytes(size)}; only files up to ${formatBytes(FILE_BYTES_MAX)} can be edited.`,
      );
    }
    const bytes = await readWhole(file, size, FILE_BYTES_MAX);
    if (!isUtf8(bytes) || bytes.includes(0))
      throw new AppError("invalid_input", `"${place.asked}" is not a UTF-8 text and cannot be edited.`);
    return bytes.toString("utf8");
  });
}

function inCodeBlock(diff: string): string {
  const longest = Math.max(0, ...(diff.match(/`{3,}/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(Math.max(3, longest + 1));
  return `${fence}diff\n${diff}\n${fence}\n`;
}
