import type { Sample, Spread } from "./statistics.ts";

/** A Markdown table with its columns aligned, so that it reads well in a terminal too. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => (row[column] ?? "").length)));
  const line = (cells: readonly string[]): string =>
    `| ${widths.map((width, column) => (cells[column] ?? "").padEnd(width)).join(" | ")} |`;
  return [line(head), `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`, ...rows.map(line)].join("\n");
}

/** `8.12 (7.90–8.40)`: the median, the least and the greatest. */
export function showSpread(spread: Spread | undefined): string {
  if (spread === undefined) return "–";
  const { median, min, max } = spread;
  return `${showFigure(median)} (${showFigure(min)}–${showFigure(max)})`;
}

export function showFigure(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return "–";
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

export function showConnections(count: number): string {
  return `${count} connection${count === 1 ? "" : "s"}`;
}

export function namesIn(samples: readonly Sample[]): string[] {
  return [...new Set(samples.map(({ target }) => target))];
}
