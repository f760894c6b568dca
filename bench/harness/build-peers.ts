import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { join } from "node:path";

const benchDir = join(import.meta.dirname, "..");
const outDir = join(benchDir, "dist", "peers");

mkdirSync(outDir, { recursive: true });
for (const file of readdirSync(join(benchDir, "peers"))) {
  const source = readFileSync(join(benchDir, "peers", file), "utf8");
  writeFileSync(join(outDir, file.replace(/\.ts$/, ".js")), stripTypeScriptTypes(source));
}
