import { readFileSync, writeFileSync } from "node:fs";

const folder = new URL("../drizzle/", import.meta.url);
const target = new URL("../src/migrations.ts", import.meta.url);

/** The source text of `src/migrations.ts`: the SQL of `drizzle/` as a module, so that a bundle carries it. */
export function renderMigrations(): string {
  const journal = JSON.parse(readFileSync(new URL("meta/_journal.json", folder), "utf8")) as {
    entries: { tag: string }[];
  };
  const entries = journal.entries.map(({ tag }) => {
    const statements = readFileSync(new URL(`${tag}.sql`, folder), "utf8").split("--> statement-breakpoint");
    const lines = statements.map((statement) => `      \`${statement.trim().replace(/[\\`$]/g, "\\$&")}\`,`);
    return `  {\n    name: ${JSON.stringify(tag)},\n    statements: [\n${lines.join("\n")}\n    ],\n  },`;
  });
  return `// Generated from drizzle/ by \`pnpm db:generate\`. Do not edit.

export interface Migration {
  readonly name: string;
  readonly statements: readonly string[];
}

/** In the order in which they are applied. */
export const migrations: readonly Migration[] = [
${entries.join("\n")}
];
`;
}

if (import.meta.main) writeFileSync(target, renderMigrations());
