import { createWriteStream, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { saveFile } from "./save-file.ts";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "save-file-"));
  file = join(folder, "backup");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (text: string) => (sink: NodeJS.WritableStream) => pipeline(Readable.from([Buffer.from(text)]), sink);

test("the file is its owner's alone, and its size is told", async () => {
  expect(await saveFile(file, write("1234"))).toBe(4);
  expect(readFileSync(file, "utf8")).toBe("1234");
  if (process.platform !== "win32") expect(statSync(file).mode & 0o777).toBe(0o600);
});

test("a file that is there is left alone", async () => {
  writeFileSync(file, "precious");

  await expect(saveFile(file, write("1234"))).rejects.toMatchObject({ code: "conflict" });
  expect(readFileSync(file, "utf8")).toBe("precious");
});

test("what was left by a backup that was killed is no obstacle", async () => {
  writeFileSync(`${file}.part`, "half of");

  expect(await saveFile(file, write("1234"))).toBe(4);
});

test("a failure leaves nothing behind", async () => {
  const failing = async (sink: NodeJS.WritableStream) => {
    sink.write("half");
    throw new Error("the database is gone");
  };

  await expect(saveFile(file, failing)).rejects.toThrow("the database is gone");
  expect([existsSync(file), existsSync(`${file}.part`)]).toEqual([false, false]);
});

test("a folder that is not there is named", async () => {
  await expect(saveFile(join(folder, "no", "backup"), write("1"))).rejects.toThrow(/no such file or folder \(ENOENT\)/);
});

test.runIf(existsSync("/dev/full"))("a full disk is said to be full", async () => {
  const full = async () => createWriteStream("/dev/full");

  await expect(saveFile(file, write("1234"), full)).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringMatching(/cannot be written: the disk is full;.*\(ENOSPC\)/) as string,
  });
  expect(existsSync(file)).toBe(false);
});
