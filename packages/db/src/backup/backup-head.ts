import { AppError } from "@mcp-tools/core";
import { malformed, type Frame, type FrameReader } from "./frames.ts";

/** The secrets that what is encrypted and signed in the database needs. */
export interface BackupSecrets {
  /** Null: there was none that lasts. */
  readonly current: string | null;
  readonly old: readonly string[];
}

/** What a backup says about itself. */
export interface BackupHead {
  readonly format: number;
  /** Of the mcp-tools that made it. */
  readonly version: string;
  /** ISO 8601. */
  readonly madeAt: string;
  /** The schema: names of the migrations, in order. */
  readonly migrations: readonly string[];
  /** Weeks of the audit that had a partition. */
  readonly partitions: readonly string[];
  readonly secrets: BackupSecrets;
}

export interface TableHead {
  readonly table: string;
  readonly columns: readonly string[];
}

export interface TableEnd {
  readonly rows: number;
  /** Of a column that the database counts up: the last number that was given out. */
  readonly sequence?: { readonly column: string; readonly last: string } | undefined;
}

export const backupFormat = 1;

/** @throws AppError `invalid_input` for what is no backup or one of a newer version */
export async function readHead(frames: FrameReader): Promise<BackupHead> {
  const head = parse(await frames.next(), "H") as Partial<BackupHead>;
  if (typeof head.format === "number" && head.format > backupFormat)
    throw new AppError(
      "invalid_input",
      `The backup was made by a newer mcp-tools (${String(head.version)}). Restore it with that one.`,
    );
  const { version, madeAt, migrations, partitions, secrets } = head;
  if (typeof version !== "string" || typeof madeAt !== "string" || !areStrings(migrations) || !areStrings(partitions))
    throw malformed();
  if (secrets === undefined || !areStrings(secrets.old)) throw malformed();
  return { format: backupFormat, version, madeAt, migrations, partitions, secrets };
}

/** The JSON of a frame. */
export function parse(frame: Frame | undefined, type: Frame["type"]): unknown {
  if (frame?.type !== type) throw malformed();
  return JSON.parse(frame.body.toString()) as unknown;
}

function areStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
