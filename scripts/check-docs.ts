// Everything that the documentation names must exist: paths, npm scripts, the launcher's commands and options, settings.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { checkDoc } from "./check-doc.ts";
import { readFacts } from "./doc-facts.ts";
import { listFiles } from "./fingerprint.mjs";

const root = join(import.meta.dirname, "..");
const facts = readFacts(root);
const isPage = (name: string, isFolder: boolean) =>
  isFolder ? name !== "node_modules" && name !== "dist" : name.endsWith(".md");
// What changed in the past may name what is gone.
const atRoot = readdirSync(root).filter((name) => name.endsWith(".md") && name !== "CHANGELOG.md");
const pages = [...atRoot, ...listFiles(root, ["docs", "apps", "packages", "deploy", "bench", "e2e"], isPage)];

let problems = 0;
for (const page of pages) {
  for (const problem of checkDoc(page, readFileSync(join(root, page), "utf8"), facts)) {
    console.error(`${page} ${problem}`);
    problems += 1;
  }
}
process.exitCode = problems === 0 ? 0 : 1;
