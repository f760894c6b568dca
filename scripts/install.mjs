// Installs the workspace when the lockfile or a manifest is newer than the last installation.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./toolchain.mjs";

const stamp = join(root, "node_modules", ".mcp-tools-installed");

function fingerprint() {
  const hash = createHash("sha256");
  const manifests = ["package.json", "pnpm-lock.yaml", "pnpm-workspace.yaml"];
  for (const folder of ["apps", "packages"]) {
    for (const name of readdirSync(join(root, folder))) manifests.push(join(folder, name, "package.json"));
  }
  manifests.push(join("e2e", "package.json"), join("bench", "package.json"));
  for (const file of manifests) {
    const path = join(root, file);
    if (existsSync(path)) hash.update(file).update(readFileSync(path));
  }
  return hash.digest("hex");
}

/** Runs `pnpm install` from the lockfile unless the last run already did for these very manifests. */
export function ensureInstalled({ node, pnpm, env }) {
  const wanted = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  const frozen = existsSync(join(root, "pnpm-lock.yaml")) ? ["--frozen-lockfile"] : [];
  execFileSync(node, [pnpm, "install", ...frozen, "--reporter=append-only", "--loglevel=warn"], {
    cwd: root,
    env: { ...env, CI: "true" },
    stdio: ["ignore", "inherit", "inherit"],
  });
  mkdirSync(join(root, "node_modules"), { recursive: true });
  writeFileSync(stamp, fingerprint());
}
