import { randomUUID } from "node:crypto";
import type { ResultStore } from "@mcp-tools/core";
import type { ResultKeeper } from "@mcp-tools/tools";
import { resultUri } from "./result-uri.ts";

const KEEP_MS = 3_600_000;
const RESULT_BYTES_MAX = 16 * 1024 * 1024;
/** Of one principal within the hour; the oldest make room. */
const PRINCIPAL_BYTES_MAX = 64 * 1024 * 1024;

/** Keeps long results for an hour, under ids that nobody can guess. */
export function createResultKeeper({ store }: { store: Pick<ResultStore, "keep"> }): ResultKeeper {
  return {
    async keep(principal, tool, result) {
      const json = JSON.stringify(result);
      if (Buffer.byteLength(json) > RESULT_BYTES_MAX) return undefined;
      const id = randomUUID();
      await store.keep(
        { id, principalId: principal.id, tool, result: json },
        { keepMs: KEEP_MS, bytesMax: PRINCIPAL_BYTES_MAX },
      );
      return resultUri(id, 1);
    },
  };
}
