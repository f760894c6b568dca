import { createHash } from "node:crypto";

const HANDLE_CHARS = 22;

/** Names a session to those who may see that it exists, without telling its id, which is enough to use it. */
export function sessionHandle(sessionId: string): string {
  return createHash("sha256").update(sessionId).digest("base64url").slice(0, HANDLE_CHARS);
}
