import { expect, test } from "vitest";
import { checkDoc } from "./check-doc.ts";
import type { Facts } from "./doc-facts.ts";

const present = new Set(["docs/add-a-tool.md", "apps/admin/src/main.ts", "README.md", "packages/core"]);

const facts: Facts = {
  settings: new Set(["DATA_DIR", "DATABASE_URL"]),
  npmScripts: new Set(["start", "test", "check"]),
  commands: new Set(["serve", "connect"]),
  flags: new Set(["--port", "--write"]),
  topLevel: new Set(["docs", "apps", "packages", "README.md"]),
  exists: (path) => present.has(path) || path === "apps/*/src/main.ts",
};

test.for([
  { text: "See [the guide](add-a-tool.md#start)." },
  { text: "Run `npm start -- --port 9000`, then `mcp-tools connect cursor --write`." },
  { text: "```sh\npnpm check\nnode scripts/run.mjs check\ncurl --silent http://x\n```" },
  { text: "`apps/<app>/src/main.ts`, `apps/admin/dist/main.js`, `text/html`, `POST /mcp`" },
  { text: "Set `DATA_DIR=/srv` or `DATABASE_URL`; `NODE_ENV` is not ours." },
  { text: "Not code: apps/nowhere and MADE_UP." },
  { text: "`pnpm install` and `pnpm exec tsc`" },
])("accepts: $text", ({ text }) => {
  expect(checkDoc("docs/page.md", text, facts)).toEqual([]);
});

test.for([
  { text: "See [it](gone.md).", problem: "docs/gone.md" },
  { text: "See [it](../GONE.md).", problem: "GONE.md" },
  { text: "`apps/admin/src/gone.ts`", problem: "apps/admin/src/gone.ts" },
  { text: "`npm run gone`", problem: "script gone" },
  { text: "```sh\npnpm gone\n```", problem: "script gone" },
  { text: "`node scripts/run.mjs gone`", problem: "script gone" },
  { text: "`mcp-tools gone`", problem: "command gone" },
  { text: "`mcp-tools --gone`", problem: "option --gone" },
  { text: "`npm start -- --gone 1`", problem: "option --gone" },
  { text: "`--gone`", problem: "option --gone" },
  { text: "```sh\nMADE_UP=1 npm start\n```", problem: "MADE_UP" },
])("refuses: $text", ({ text, problem }) => {
  expect(checkDoc("docs/page.md", text, facts)).toEqual([expect.stringContaining(problem)]);
});
