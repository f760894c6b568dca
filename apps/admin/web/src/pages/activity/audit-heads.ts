import type { AuditVerdict } from "../../../../src/contract/audit.ts";
import { remembered } from "../../app/remembered.ts";

type Heads = AuditVerdict["heads"];

const key = "activity.heads";

/** The ends of the chains as this browser last saw them intact: an audit that was cut off since lacks them. */
export function readHeads(text: string | undefined = remembered.get(key)): Heads | undefined {
  try {
    const kept: unknown = JSON.parse(text ?? "null");
    return Array.isArray(kept) && kept.length <= 1000 && kept.every(isHead) ? (kept as Heads) : undefined;
  } catch {
    return undefined;
  }
}

export function keepHeads(heads: Heads): void {
  remembered.set(key, JSON.stringify(heads));
}

function isHead(head: unknown): boolean {
  if (typeof head !== "object" || head === null) return false;
  const { writer, seq, number, hash } = head as Record<string, unknown>;
  return typeof writer === "string" && Number.isInteger(seq) && Number.isInteger(number) && typeof hash === "string";
}
