/** One change of the policy, as far as it is about a tool. */
export interface ToolChange {
  readonly id: string;
  readonly at: number;
  readonly by: string;
  readonly version: number | undefined;
  readonly note: string | undefined;
  /** One line each: `~ tool fetch: enabled  true → false`. */
  readonly lines: readonly string[];
}

interface Entry {
  readonly id: string;
  readonly startedAt: number;
  readonly principalName: string;
  /** JSON text; may be cut. */
  readonly arguments: string;
}

/** Of entries in the audit, those lines that name the tool as a word of their own. */
export function changesOf(tool: string, entries: readonly Entry[]): ToolChange[] {
  const name = new RegExp(`(?<![\\w.-])${tool.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}(?![\\w-]|\\.\\w)`);
  return entries.flatMap((entry) => {
    const details = parse(entry.arguments);
    const lines = linesOf(details).filter((line) => name.test(line));
    if (lines.length === 0) return [];
    return [
      {
        id: entry.id,
        at: entry.startedAt,
        by: entry.principalName,
        version: typeof details["version"] === "number" ? details["version"] : undefined,
        note: typeof details["note"] === "string" && details["note"] !== "" ? details["note"] : undefined,
        lines,
      },
    ];
  });
}

function linesOf({ changes }: Readonly<Record<string, unknown>>): string[] {
  return Array.isArray(changes) ? changes.filter((line) => typeof line === "string") : [];
}

function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
