import type { DomElement } from "./dom.ts";

const COLUMNS_MAX = 50;

/**
 * A table of data as a Markdown table: its first row heads it. Undefined for one that only lays out a page, with other
 * tables inside or a single column.
 */
export function tableToMarkdown(table: DomElement, toMarkdown: (cell: DomElement) => string): string | undefined {
  if (table.querySelector("table") !== null) return undefined;
  const rows = [...table.querySelectorAll("tr")].map((row) =>
    [...row.children]
      .filter(({ nodeName }) => nodeName === "TD" || nodeName === "TH")
      .map((cell) => toCell(toMarkdown(cell))),
  );
  const columns = Math.max(0, ...rows.map((row) => row.length));
  if (columns < 2 || columns > COLUMNS_MAX) return undefined;
  const [head = [], ...body] = rows.filter((row) => row.length > 0);
  const lines = [
    toLine(head, columns),
    toLine(
      Array.from({ length: columns }, () => "---"),
      columns,
    ),
    ...body.map((row) => toLine(row, columns)),
  ];
  const caption = table.querySelector("caption")?.textContent?.trim() ?? "";
  return `\n\n${caption === "" ? "" : `${caption}\n\n`}${lines.join("\n")}\n\n`;
}

function toCell(markdown: string): string {
  return markdown
    .replace(/\|/g, "\\|")
    .replace(/\s*\n\s*/g, " ")
    .trim();
}

function toLine(cells: readonly string[], columns: number): string {
  return `| ${Array.from({ length: columns }, (_, index) => cells[index] ?? "").join(" | ")} |`;
}
