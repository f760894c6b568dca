import { createHash } from "node:crypto";
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { chmod, mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadConfig, type Config } from "@mcp-tools/config";
import { createKeyVerbs, operator } from "@mcp-tools/governance";
import { createNoMetrics, openProcessPlatform, type Platform } from "@mcp-tools/platform";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { runCall } from "../call/run-call.ts";
import { collectOutput } from "../testing/collect-output.ts";
import { runBackup } from "./run-backup.ts";
import { runRestore, type RestoreDeps } from "./run-restore.ts";

const words = "correct horse battery staple";
const credential = "ghx_0123456789abcdef";

/** Shows that it was given the secret, without showing it. */
const toolFile = `import { createHash } from "node:crypto";
export default { name: "whoami", title: "t", description: "d", access: "read", credentials: ["token"], input: { type: "object" },
  run: (_, { credentials }) => createHash("sha256").update(credentials.token).digest("hex") };`;

let folder: string;
let file: string;
let key: string;
let from: Config;
let written: { tables: Record<string, number>; bytes: number };

function configOf(name: string, more: Record<string, string> = {}): Config {
  return loadConfig({
    env: {
      DATA_DIR: join(folder, name),
      LOG_LEVEL: "silent",
      TOOL_PACKS: "memory",
      TOOLS_DIR: join(folder, "tools"),
      AUTH: "keys",
      ...more,
    },
    envFile: "/nonexistent",
  });
}

async function using<T>(config: Config, use: (platform: Platform) => Promise<T>): Promise<T> {
  const platform = await openProcessPlatform(config, { name: "test", metrics: createNoMetrics });
  try {
    return await use(platform);
  } finally {
    await platform.close();
  }
}

async function call({ toolbox }: Platform, tool: string, args: Record<string, unknown> = {}): Promise<string> {
  const { output, printed, noted } = collectOutput();
  await toolbox.load();
  await runCall({ tool, arguments: args, json: false }, toolbox, { output, signal: new AbortController().signal });
  return printed() + noted();
}

async function backUp(config: Config, target: string) {
  const { output, printed } = collectOutput();
  const request = { file: target, passphrase: async () => words, json: true, sealing: { logN: 4 } };
  await runBackup(request, { config, output, version: "1.2.3" });
  return JSON.parse(printed()) as typeof written;
}

interface Attempt extends Partial<Pick<RestoreDeps, "ask">> {
  readonly source?: string;
  readonly passphrase?: string;
  readonly replace?: boolean;
  readonly yes?: boolean;
}

async function restore(config: Config, attempt: Attempt = {}) {
  const { source = file, passphrase = words, replace = false, yes = false, ask } = attempt;
  const { output, printed, noted } = collectOutput();
  const request = { file: source, passphrase: async () => passphrase, replace, yes, json: false };
  await runRestore(request, { config, output, ask });
  return { printed: printed(), noted: noted() };
}

/** What somebody who moved over wants to find again. */
function inspect(config: Config) {
  return using(config, async (platform) => {
    const { authenticator, audit } = platform;
    await authenticator.load();
    const about = { headers: { authorization: `Bearer ${key}` }, rawHeaders: [], path: "/mcp", query: "" };
    const authentication = await authenticator.authenticate({ ...about, transport: "http" });
    const rows = await audit.list({ limit: 500 });
    return {
      graph: await call(platform, "read_graph"),
      secret: await call(platform, "whoami"),
      principal: authentication.kind === "principal" ? authentication.principal.name : authentication.message,
      actions: rows.map(({ action }) => action),
      verdict: await audit.verify(),
    };
  });
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "round-trip-"));
  // The embedded server's own user has to get in.
  await chmod(folder, 0o755);
  await mkdir(join(folder, "tools"));
  writeFileSync(join(folder, "tools", "whoami.mjs"), toolFile);
  file = join(folder, "one.backup");
  from = configOf("from");
  await using(from, async (platform) => {
    const { keys, audit, credentials } = platform;
    await platform.open();
    ({ secret: key } = await createKeyVerbs({ keys, audit }).create(operator, { name: "ci" }));
    await credentials.setCredential(operator, { name: "token", value: credential });
    const observations = ["tab\t, newline\n and \\."];
    await call(platform, "create_entities", { entities: [{ name: "one", entityType: "thing", observations }] });
  });
  written = await backUp(from, file);
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 }));

test("the file is one, encrypted, its owner's alone, and says how much is in it", () => {
  expect(written).toMatchObject({
    bytes: statSync(file).size,
    tables: { api_keys: 1, credentials: 1, memory_entities: 1 },
  });
  expect(readFileSync(file).includes("memory_entities")).toBe(false);
  expect(statSync(file).mode & 0o077).toBe(0);
});

test("everything is there in another folder, and works: key, credential, memory, and the chain of the audit", async () => {
  const to = configOf("to");

  const { printed, noted } = await restore(to);

  expect(printed).toMatch(/Restored \d+ rows into the database at .*to, as they were at .* \(mcp-tools 1\.2\.3\)\./);
  expect(noted).toBe("");
  const found = await inspect(to);
  expect(found).toMatchObject({
    principal: "ci",
    secret: createHash("sha256").update(credential).digest("hex"),
    graph: expect.stringContaining("one") as string,
    verdict: { ok: true, problems: [] },
  });
  expect(found.actions).toEqual(expect.arrayContaining(["backup.restore", "key.create", "tools/call"]));
  // The row of the backup is younger than what it shows.
  expect((await inspect(from)).actions).toContain("backup.write");
}, 60_000);

test("a database with data is replaced only by its name", async () => {
  const to = configOf("other");
  await using(to, (platform) =>
    call(platform, "create_entities", { entities: [{ name: "old", entityType: "t", observations: [] }] }),
  );
  const oldSecret = readFileSync(join(to.data.dir, "secret.key"), "utf8");

  await expect(restore(to)).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringContaining("--replace") as string,
  });
  await expect(restore(to, { replace: true })).rejects.toMatchObject({ code: "invalid_input" });
  const ask = vi.fn<NonNullable<RestoreDeps["ask"]>>(async () => "yes");
  await expect(restore(to, { replace: true, ask })).rejects.toMatchObject({ code: "cancelled" });
  expect((await inspect(to)).graph).toContain("old");

  const { noted } = await restore(to, { replace: true, ask: async () => to.data.dir });

  expect(ask).toHaveBeenCalledExactlyOnceWith(expect.stringContaining(`Type ${to.data.dir} to go on`));
  expect(await inspect(to)).toMatchObject({ principal: "ci", graph: expect.not.stringContaining("old") as string });
  expect(readFileSync(join(to.data.dir, "secret.key.before-restore"), "utf8")).toBe(oldSecret);
  expect(noted).toContain("secret.key.before-restore");
}, 60_000);

test("where SECRET_KEY is another one, what to set is written down, for its owner alone", async () => {
  const to = configOf("keyed", { SECRET_KEY: "s".repeat(40) });

  const { noted } = await restore(to);

  const settings = join(to.data.dir, "restored-secrets.env");
  expect(noted).toContain(`SECRET_KEY must be set as in ${settings}`);
  expect(statSync(settings).mode & 0o077).toBe(0);
  const [, secret = ""] = /^SECRET_KEY="(\w+)"$/m.exec(readFileSync(settings, "utf8")) ?? [];
  expect(secret).toBe(readFileSync(join(from.data.dir, "secret.key"), "utf8").trim());
  expect(await inspect(configOf("keyed", { SECRET_KEY: secret }))).toMatchObject({
    secret: createHash("sha256").update(credential).digest("hex"),
    verdict: { ok: true },
  });
}, 60_000);

test("a file that is damaged, cut, or opened by the wrong passphrase changes nothing", async () => {
  const to = configOf("untouched");
  await using(to, (platform) =>
    call(platform, "create_entities", { entities: [{ name: "mine", entityType: "t", observations: [] }] }),
  );
  const bytes = readFileSync(file);
  const bad = join(folder, "bad.backup");
  const attempt = { replace: true, yes: true, source: bad };

  writeFileSync(bad, bytes.with(bytes.length - 20, (bytes.at(-20) ?? 0) ^ 1));
  await expect(restore(to, attempt)).rejects.toThrow("damaged");
  writeFileSync(bad, bytes);
  truncateSync(bad, bytes.length - 5);
  await expect(restore(to, attempt)).rejects.toThrow("cut off");
  await expect(restore(to, { ...attempt, source: file, passphrase: "wrong" })).rejects.toThrow("passphrase is wrong");
  await expect(restore(to, { ...attempt, source: join(folder, "none") })).rejects.toThrow(
    /cannot be read.*no such file/,
  );
  expect((await inspect(to)).graph).toContain("mine");
}, 60_000);

test("a process that uses the database keeps a restore from it, and no backup", async () => {
  await using(from, async (platform) => {
    await platform.open();
    await expect(restore(from, { replace: true, yes: true })).rejects.toThrow(/in use \(mcp-tools\/test\)/);
    expect((await backUp(from, join(folder, "two.backup"))).tables["api_keys"]).toBe(1);
  });
}, 60_000);

test("there is nothing to back up in an empty database, and nothing is left behind", async () => {
  const target = join(folder, "empty.backup");

  await expect(backUp(configOf("empty"), target)).rejects.toThrow("nothing to back up");
  expect(readdirSync(folder).filter((name) => name.startsWith("empty."))).toEqual([]);
  expect(existsSync(target)).toBe(false);
}, 60_000);
