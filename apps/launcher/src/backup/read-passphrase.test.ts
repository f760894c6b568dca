import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { readPassphrase, type PassphraseSources } from "./read-passphrase.ts";

const words = "correct horse battery";

function read(sources: Partial<PassphraseSources>, answers: string[] = [], isNew = true) {
  const ask = vi.fn<PassphraseSources["ask"]>(async () => answers.shift() ?? "");
  const passphrase = readPassphrase({ file: undefined, setting: undefined, isTyped: true, ...sources, ask }, { isNew });
  return { ask, passphrase };
}

function fileWith(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), "passphrase-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, "words"), text);
  return join(folder, "words");
}

test("a file wins over the setting, and the setting over asking", async () => {
  const file = fileWith(`${words}\n`);

  expect(await read({ file, setting: "another passphrase" }).passphrase).toBe(words);
  const { ask, passphrase } = read({ setting: words });
  expect(await passphrase).toBe(words);
  expect(ask).not.toHaveBeenCalled();
});

test("a new one is typed twice, a known one and a piped one once", async () => {
  const twice = read({}, [words, words]);
  expect(await twice.passphrase).toBe(words);
  expect(twice.ask).toHaveBeenCalledTimes(2);
  expect(await read({}, [words], false).passphrase).toBe(words);
  expect(await read({ isTyped: false }, [words]).passphrase).toBe(words);
  await expect(read({}, [words, `${words}!`]).passphrase).rejects.toThrow("not the same");
});

test("what would protect nothing is refused, but an old backup may have it", async () => {
  await expect(read({}, ["too short"]).passphrase).rejects.toThrow("at least 12 characters");
  await expect(read({ file: fileWith("too short") }).passphrase).rejects.toThrow("at least 12 characters");
  expect(await read({}, ["too short"], false).passphrase).toBe("too short");
});

test("without one, it is said how to give it", async () => {
  await expect(read({ isTyped: false }, [""]).passphrase).rejects.toThrow(/--passphrase-file.*BACKUP_PASSPHRASE/);
  await expect(read({ file: "/nonexistent/words" }).passphrase).rejects.toThrow(/cannot be read.*no such file/);
});
