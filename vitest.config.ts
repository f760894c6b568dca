import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { findUnmetNeeds } from "./scripts/needs.mjs";

const root = import.meta.dirname;
const left = process.env["CI"] ? [] : findUnmetNeeds(root).map(({ file }) => file);
/** Tests that mostly wait for a clock: `npm test` runs them while the others need the processors. */
const waiting = ["approvals", "approvals-fleet", "fleet", "patience"].map((name) => `e2e/${name}.test.ts`);
/** Those in a browser: they have a process of their own, too. */
const inBrowser = ["e2e/console*.test.ts"];
const exclude = ["**/node_modules/**", "**/dist/**", ...left];

const endToEnd = {
  environment: "node",
  // Each file starts built apps, databases or a browser of its own: one after the other, they do not starve each other.
  fileParallelism: false,
  testTimeout: 60_000,
  hookTimeout: 120_000,
} as const;

export default defineConfig({
  test: {
    root,
    teardownTimeout: 30_000,
    // Many files wait for a database or a clock: on two cores one worker leaves half of the machine idle.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        test: {
          name: "unit",
          include: [
            "apps/*/{src,web}/**/*.test.{ts,tsx}",
            "packages/*/{src,test}/**/*.test.ts",
            "scripts/**/*.test.ts",
          ],
          exclude,
          environment: "node",
          pool: "threads",
          testTimeout: 20_000,
          hookTimeout: 30_000,
        },
      },
      {
        test: {
          name: "e2e",
          include: ["e2e/**/*.test.ts"],
          exclude: [...exclude, ...waiting, ...inBrowser],
          ...endToEnd,
        },
      },
      { test: { name: "e2e-waiting", include: waiting, exclude, ...endToEnd } },
      { test: { name: "e2e-console", include: inBrowser, exclude, ...endToEnd } },
    ],
  },
});
