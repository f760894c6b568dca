import { AppError } from "@mcp-tools/core";
import { hashBackupCode } from "./backup-codes.ts";
import type { GivenCode } from "./second-factor.ts";

/** A code as it was typed, with spaces or without. @throws AppError `invalid_input` for what cannot be one */
export function readCode(typed: string): GivenCode {
  const code = typed.replace(/\s/g, "");
  if (/^\d{6}$/.test(code)) return { kind: "code", code };
  const backup = hashBackupCode(typed);
  if (backup !== undefined) return { kind: "backup_code", code: backup };
  throw new AppError("invalid_input", "A code has six digits, a backup code sixteen letters and digits.");
}
