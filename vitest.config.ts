import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { findUnmetNeeds } from "./scripts/needs.mjs";

const root = import.meta.dirname;
const left = process.env["CI"] ? [] : findUnmetNeeds(root).map(({ file }) => file);
const exclude = ["**/node_modules/**", "**/dist/**", ...left];

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
          exclude,
          environment: "node",
          // Each file starts built apps, databases or a browser of its own: one after the other, they do not starve each other.
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
