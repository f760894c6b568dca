import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * Where `vite build web` put the console, seen from the file that runs:
 * - `apps/admin/dist/*.js` → `./web`
 * - `apps/launcher/dist/*.js`, which has this code bundled → its sibling's `../../admin/dist/web`, or `./web` where a package copied it
 * - `apps/admin/src/web-files/*.ts` in development → `../../dist/web`
 *
 * Undefined when it was not built.
 */
export function findWebFolder(from: string = import.meta.url): string | undefined {
  const here = dirname(fileURLToPath(from));
  const places = ["web", "../../admin/dist/web", "../../dist/web"].map((place) => resolve(here, place));
  return places.find((place) => existsSync(join(place, "index.html")));
}
