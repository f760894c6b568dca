import type { Finding } from "./finding.ts";

export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.replace(/^v/, "").split(".").map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return { check: "node", state: "ok", text: `Node ${version}` };
  return {
    check: "node",
    state: "problem",
    text: `Node ${version} is older than 22.18`,
    why: "It cannot run this code.",
    advice: "Install Node 24, or start with `npm start`, which brings its own.",
  };
}
