import { spans, type ActivitySearch } from "./activity-search.ts";

/** The filters as the API takes them. A span is counted back from `now`. */
export function auditParameters(search: ActivitySearch, now: number): Record<string, string> {
  const { span, from, to, through, ...rest } = search;
  const range = span === undefined ? { from, to } : { from: now - spans[span] };
  return Object.fromEntries(
    Object.entries({ ...rest, transport: through, ...range })
      .filter(([, value]) => value !== undefined && value !== "")
      .map(([name, value]) => [name, String(value)]),
  );
}

/** Where the file with everything that fits is to be had. */
export function exportAddress(search: ActivitySearch, format: "csv" | "jsonl", now: number): string {
  return `/api/audit/export?${new URLSearchParams({ format, ...auditParameters(search, now) }).toString()}`;
}
