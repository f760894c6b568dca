// Writes docs/configuration.md and .env.example from the settings schema; with --check, says whether they are up to date.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { flagOf } from "../apps/launcher/src/cli/setting-flags.ts";
import { describeSettings, type SettingDescription } from "../packages/config/src/index.ts";

const root = join(import.meta.dirname, "..");

const pages = [
  { file: "docs/configuration.md", text: renderPage(describeSettings()) },
  { file: ".env.example", text: renderExample(describeSettings()) },
];

if (process.argv.includes("--check")) {
  const outdated = pages.filter(
    ({ file, text }) => !existsSync(join(root, file)) || readFileSync(join(root, file), "utf8") !== text,
  );
  for (const { file } of outdated)
    console.error(`${file} differs from the settings schema: node scripts/run.mjs docs:config`);
  process.exitCode = outdated.length === 0 ? 0 : 1;
} else {
  for (const { file, text } of pages) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
}

function renderPage(settings: readonly SettingDescription[]): string {
  const rows = settings.map(({ name, description, default: written, secret }) => {
    const flag = flagOf(name);
    const cells = [
      `\`${name}\``,
      written === undefined ? "" : `\`${written}\``,
      flag ? `\`${flag}\`` : "",
      `${description}${secret ? " Secret." : ""}`,
    ];
    return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  });
  return `<!-- Generated from packages/config/src/settings.ts by \`pnpm docs:config\`. Do not edit. -->

# Settings

A setting is an option on the command line, an environment variable, or a line in \`.env\` in the folder you start from;
the first of these that names it wins. An empty value counts as not set. A wrong value stops the start: every problem is
listed at once, and the exit code is 78. A \`TOOLS_DIR\` that cannot be read and a pack that is not there come out when the tools
are loaded, which a server does at its start: they stop it with 78 as well.

Secrets are masked in logs, messages and the console.

| Setting | Default | Option | Meaning |
|---|---|---|---|
${rows.join("\n")}
`;
}

function renderExample(settings: readonly SettingDescription[]): string {
  const entries = settings.map(
    ({ name, description, default: written }) =>
      `${wrap(description.replaceAll("`", ""))}\n# ${name}=${written ?? ""}\n`,
  );
  return `# Copy to .env and remove the # of what you set. docs/configuration.md says more.\n\n${entries.join("\n")}`;
}

/** As comment lines of at most a hundred characters. */
function wrap(text: string): string {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < 99) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`# ${word}`);
  }
  return lines.join("\n");
}
