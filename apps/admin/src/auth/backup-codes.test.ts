import { expect, test } from "vitest";
import { hashBackupCode, makeBackupCodes, storedAsHashes } from "./backup-codes.ts";

test("ten different codes are made, and none is kept as it is", async () => {
  const codes = makeBackupCodes();
  expect(new Set(codes).size).toBe(10);
  for (const code of codes) expect(code).toMatch(/^[0-9a-hjkmnp-tv-z]{4}(?:-[0-9a-hjkmnp-tv-z]{4}){3}$/);
  const stored = await storedAsHashes.encrypt(JSON.stringify(codes));
  for (const code of codes) expect(stored).not.toContain(code.slice(0, 4));
  expect(JSON.parse(stored)).toEqual(codes.map(hashBackupCode));
  expect(await storedAsHashes.encrypt(stored)).toBe(stored);
});

test("a code is the same however it is typed", () => {
  const hash = hashBackupCode("k0q1-xw9p-3m4n-8zt5");
  for (const typed of ["K0Q1XW9P3M4N8ZT5", " koql xw9p 3m4n 8zt5 ", "kOqI-xw9p--3m4n-8zt5"])
    expect(hashBackupCode(typed)).toBe(hash);
  for (const typed of ["", "123456", "k0q1-xw9p-3m4n-8zt", "k0q1-xw9p-3m4n-8ztu", hash ?? ""])
    expect(hashBackupCode(typed)).toBeUndefined();
});
