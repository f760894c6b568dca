import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { seal, unseal } from "./sealed-file.ts";

const passphrase = "correct horse battery staple";
const quick = { logN: 4, chunkBytes: 1_000 };

async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function collect(source: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const piece of source) all.push(piece);
  return Buffer.concat(all);
}

const sealed = (text: Buffer) => collect(seal(pieces(text, 333), passphrase, quick));
const unsealed = (file: Buffer, words = passphrase) => collect(unseal(pieces(file, 777), words));

test.for([0, 1, 999, 1_000, 1_001, 2_000, 12_345])("%i bytes come back", async (size) => {
  const text = randomBytes(size);
  const file = await sealed(text);

  expect(file.length).toBe(72 + size + 16 * Math.max(1, Math.ceil(size / 1_000)));
  expect(await unsealed(file)).toEqual(text);
});

test("the text is nowhere in the file, and no two files are alike", async () => {
  const text = Buffer.from("a secret that must not be seen".repeat(100));
  const [one, two] = [await sealed(text), await sealed(text)];

  expect(one.includes("a secret")).toBe(false);
  expect(one.subarray(24)).not.toEqual(two.subarray(24));
});

test("the passphrase is as long to try as it should be", async () => {
  const file = await collect(seal(pieces(Buffer.from("x"), 1), passphrase));

  expect([...file.subarray(16, 20)]).toEqual([1, 17, 8, 1]);
  expect(await unsealed(file)).toEqual(Buffer.from("x"));
});

test("a passphrase is the same however the keyboard writes its letters", async () => {
  const file = await collect(seal(pieces(Buffer.from("x"), 1), "caf\u00e9 au lait", quick));

  expect(await unsealed(file, "cafe\u0301 au lait")).toEqual(Buffer.from("x"));
});

describe("is refused, and says why:", () => {
  const text = randomBytes(4_500);

  test("a wrong passphrase", async () => {
    await expect(unsealed(await sealed(text), "wrong")).rejects.toMatchObject({
      code: "unauthorized",
      message: expect.stringContaining("passphrase is wrong") as string,
    });
  });

  test("any byte that is changed", async () => {
    const file = await sealed(text);
    for (let at = 0; at < file.length; at += 97) {
      const changed = Buffer.from(file);
      changed[at] = (changed[at] ?? 0) ^ 1;
      await expect(unsealed(changed), `byte ${at}`).rejects.toMatchObject({
        message: expect.stringMatching(/damaged|no backup|newer/) as string,
      });
    }
  });

  test("a file that ends too early, wherever", async () => {
    const file = await sealed(text);
    for (const end of [0, 10, 71]) await expect(unsealed(file.subarray(0, end))).rejects.toThrow("too short");
    for (let end = 72; end < file.length; end += 61)
      await expect(unsealed(file.subarray(0, end)), `cut at ${end}`).rejects.toThrow("cut off");
    // At the end of a chunk, where nothing else tells.
    await expect(unsealed(file.subarray(0, 72 + 2 * 1_016))).rejects.toThrow("its end is missing");
  });

  test("chunks that changed places, and one of another file", async () => {
    const file = await sealed(text);
    const chunk = (from: Buffer, number: number) => from.subarray(72 + number * 1_016, 72 + (number + 1) * 1_016);
    const swapped = Buffer.from(file);
    swapped.set(chunk(file, 1), 72);
    swapped.set(chunk(file, 0), 72 + 1_016);
    const foreign = Buffer.from(file);
    foreign.set(chunk(await sealed(text), 0), 72);

    await expect(unsealed(swapped)).rejects.toThrow("damaged");
    await expect(unsealed(foreign)).rejects.toThrow("damaged");
    await expect(unsealed(Buffer.concat([file, file.subarray(-500)]))).rejects.toThrow("damaged");
  });

  test.for([
    ["something else", Buffer.alloc(5_000, "x"), "no backup of mcp-tools"],
    ["a newer form", (file: Buffer) => file.with(16, 2), "newer"],
    ["a cost that would take all memory", (file: Buffer) => file.with(17, 30), "damaged"],
  ] as const)("%s", async ([, made, message]) => {
    const file = typeof made === "function" ? Buffer.from(made(await sealed(text))) : made;

    await expect(unsealed(file)).rejects.toThrow(message);
  });
});
