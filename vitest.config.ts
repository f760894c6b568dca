import { defineConfig } from "vitest/config";
import { findUnmetNeeds } from "./scripts/needs.mjs";

const root = import.meta.dirname;
const left = process.env["CI"] ? [] : findUnmetNeeds(root).map(({ file }) => file);
const exclude = ["**/node_modules/**", "**/dist/**", ...left];

export default defineConfig({
  test: {
    root,
    teardownTimeout: 30_000,
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
          testTimeout: 10_000,
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
