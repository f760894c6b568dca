import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Logger, silentLogger } from "@mcp-tools/core";
import { expect, onTestFinished, test, vi } from "vitest";
import { createKeyring, type KeyringOptions } from "./create-keyring.ts";

function createDir(): string {
  const dir = mkdtempSync(join(tmpdir(), "mcp-tools-key-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

const derive = (dataDir: string, options: Partial<KeyringOptions> = {}, purpose = "signing key") =>
  createKeyring({
    secretKey: undefined,
    secretKeysOld: [],
    dataDir,
    isEmbedded: true,
    logger: silentLogger,
    ...options,
  }).deriveKeys(purpose);
const load = (dataDir: string, secretKey?: string) => derive(dataDir, { secretKey }).current.key;

test("SECRET_KEY gives the same 32 bytes everywhere, and writes nothing", () => {
  const dir = createDir();
  const key = load(dir, "a secret of at least 32 characters");
  expect(key).toHaveLength(32);
  expect(load(createDir(), "a secret of at least 32 characters")).toEqual(key);
  expect(load(dir, "another secret of 32 characters or more")).not.toEqual(key);
  expect(Buffer.from(key).toString()).not.toContain("secret");
  expect(readdirSync(dir)).toEqual([]);
});

test("without it, a key is made once in a folder that may not exist yet, for this user only", () => {
  const dir = join(createDir(), "not", "there", "yet");
  const key = load(dir);
  expect(key).toHaveLength(32);
  expect(load(dir)).toEqual(key);
  expect(readdirSync(dir)).toEqual(["secret.key"]);
  expect(statSync(join(dir, "secret.key")).mode & 0o777).toBe(0o600);
  expect(load(createDir())).not.toEqual(key);
});

test("processes that start at the same moment agree on one key", async () => {
  const dir = createDir();
  const fixture = fileURLToPath(new URL("../test/print-derived-key.ts", import.meta.url));
  const keys = await Promise.all(
    Array.from({ length: 4 }, async () => {
      const child = spawn(process.execPath, [fixture, dir], { stdio: ["ignore", "pipe", "inherit"] });
      const [key] = (await once(child.stdout, "data")) as [Buffer];
      return key.toString();
    }),
  );
  expect(new Set(keys).size).toBe(1);
  expect(keys[0]).toBe(Buffer.from(load(dir)).toString("hex"));
  expect(readdirSync(dir)).toEqual(["secret.key"]);
});

test("a file that holds no key is an error that names it, and is left alone", () => {
  const dir = createDir();
  const path = join(dir, "secret.key");
  writeFileSync(path, "something else");
  expect(() => load(dir)).toThrow(path);
  expect(readFileSync(path, "utf8")).toBe("something else");
});

test("a folder that cannot be had is an error that says what to do", () => {
  const path = join(createDir(), "file");
  writeFileSync(path, "");
  expect(() => load(join(path, "data"))).toThrow(/DATA_DIR.*SECRET_KEY/);
});

test("with a database elsewhere, the key is this process's own and a warning says so", () => {
  const dir = createDir();
  const warn = vi.fn<Logger["warn"]>();
  const load = () => derive(dir, { isEmbedded: false, logger: { ...silentLogger, warn } });
  expect(load()).not.toEqual(load());
  expect(load().isLasting).toBe(false);
  expect(warn).toHaveBeenCalledTimes(3);
  expect(warn.mock.calls[0]?.[1]).toContain("SECRET_KEY");
  expect(readdirSync(dir)).toEqual([]);
});

test("each purpose has a key of its own, with an id that says nothing of it", () => {
  const dir = createDir();
  const secretKey = "a secret of at least 32 characters";
  const [one, other] = [derive(dir, { secretKey }, "credentials"), derive(dir, { secretKey }, "audit chain")];

  expect(one.isLasting).toBe(true);
  expect(one.current.key).not.toEqual(other.current.key);
  expect(one.current.id).toMatch(/^[\da-f]{12}$/);
  expect(one.current.id).not.toBe(other.current.id);
  expect(Buffer.from(one.current.key).toString("hex")).not.toContain(one.current.id);
  expect(derive(createDir(), { secretKey }, "credentials")).toEqual(one);
});

test("old secrets give old keys, under the ids that they had when they were new", () => {
  const dir = createDir();
  const [first, second] = ["the first secret of 32 characters", "the second secret of 32 characters"];
  const before = derive(dir, { secretKey: first });
  const after = derive(dir, { secretKey: second, secretKeysOld: [first, second] });

  expect(before.all).toEqual([before.current]);
  expect(after.current.id).not.toBe(before.current.id);
  expect(after.all).toEqual([after.current, before.current]);
});

test("a SECRET_KEY that takes the place of the kept one can still read what that one encrypted", () => {
  const dir = createDir();
  const kept = derive(dir);
  const secretKey = "a secret of at least 32 characters";

  expect(kept.isLasting).toBe(true);
  expect(derive(dir, { secretKey }).all).toEqual([expect.anything(), kept.current]);
  expect(derive(dir, { secretKey, isEmbedded: false }).all).toHaveLength(1);
  writeFileSync(join(dir, "secret.key"), "something else");
  expect(derive(dir, { secretKey }).all).toHaveLength(1);
});

test("the secret is read once, at the first look", () => {
  const dir = createDir();
  const keyring = createKeyring({
    secretKey: undefined,
    secretKeysOld: [],
    dataDir: dir,
    isEmbedded: true,
    logger: silentLogger,
  });
  expect(readdirSync(dir)).toEqual([]);
  const { current } = keyring.deriveKeys("signing key");
  rmSync(join(dir, "secret.key"));
  expect(keyring.deriveKeys("signing key").current).toBe(current);
  keyring.deriveKeys("credentials");
  expect(readdirSync(dir)).toEqual([]);
});
