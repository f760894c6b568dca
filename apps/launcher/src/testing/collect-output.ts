import type { Output } from "../cli/output.ts";

/** An output that keeps what is written, for tests. */
export function collectOutput(): { output: Output; printed: () => string; noted: () => string } {
  const printed: string[] = [];
  const noted: string[] = [];
  return {
    output: {
      print: (text) => void printed.push(text),
      note: (text) => void noted.push(text),
      json: (value) => void printed.push(JSON.stringify(value)),
      bold: (text) => text,
      dim: (text) => text,
    },
    printed: () => printed.join("\n"),
    noted: () => noted.join("\n"),
  };
}
