import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createSecretMask } from "./create-secret-mask.ts";

const SECRET = 'p@ss/w+rd "日本" é';
const mask = createSecretMask([SECRET, "abcdef", "tiny"]);

test.for([
  ["as it is", `see ${SECRET}!`, "see ••••!"],
  ["twice", `${SECRET}${SECRET}`, "••••••••"],
  ["in a URL", `https://x/?q=${encodeURIComponent(SECRET)}&a=1`, "https://x/?q=••••&a=1"],
  ["in a form", `t=${new URLSearchParams({ t: SECRET }).toString().slice(2)}`, "t=••••"],
  ["in JSON text", JSON.stringify({ a: SECRET }), '{"a":"••••"}'],
  ["in base64", `token ${Buffer.from(SECRET).toString("base64")}`, /^token ••••/],
  ["in base64url", Buffer.from(SECRET).toString("base64url"), /^••••/],
  ["within a longer word", "xxabcdefyy", "xx••••yy"],
  ["too short to be told from chance", "tiny", "tiny"],
] as const)("%s", ([, text, expected]) => {
  if (typeof expected === "string") expect(mask(text)).toBe(expected);
  else expect(mask(text)).toMatch(expected);
});

test("a small escape of a secret's own is masked", () => {
  expect(createSecretMask(["key/with?slash"])("u=key%2fwith%3fslash")).toBe("u=••••");
});

test("whatever is around it: no secret is left in base64, and what has none is left alone", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary-ascii", minLength: 8, maxLength: 40 }),
      fc.string({ unit: "binary", maxLength: 12 }),
      fc.string({ unit: "binary", maxLength: 12 }),
      fc.constantFrom("base64", "base64url" as const),
      (secret, before, after, encoding) => {
        const masked = createSecretMask([secret])(Buffer.from(before + secret + after).toString(encoding));
        expect(masked).toContain("••••");
        // Beyond the mask only a character or two of the secret can be left.
        const left = masked.split("••••").map((part) => Buffer.from(part, encoding).toString("latin1"));
        for (const part of left) expect(part).not.toContain(secret);
      },
    ),
  );
  const other = Buffer.from("nothing to see here, move on").toString("base64");
  expect(mask(other)).toBe(other);
});

describe("in values", () => {
  test("texts, names and numbers at any depth, and nothing else is changed", () => {
    const value = {
      list: [1, null, true, undefined, { deep: `${SECRET} and more` }],
      [`name of ${SECRET}`]: 1,
      __proto__: { inherited: SECRET },
    };
    expect(mask(value)).toEqual({ list: [1, null, true, undefined, { deep: "•••• and more" }], "name of ••••": 1 });
    expect(createSecretMask(["123456"])({ pin: 123_456, other: 1234, big: 123_456n })).toEqual({
      pin: "••••",
      other: 1234,
      big: "••••",
    });
    expect(value.list).toHaveLength(5);
  });

  test("bytes in base64, which stay bytes", () => {
    const bytes = Buffer.concat([Buffer.from([0, 255, 254]), Buffer.from(`key=${SECRET}`), Buffer.from([1])]);
    const blob = bytes.toString("base64");
    const masked = mask({
      content: [
        { type: "resource", resource: { uri: "x://1", blob } },
        { type: "image", data: blob, mimeType: "image/png" },
      ],
    });
    const expected = Buffer.concat([Buffer.from([0, 255, 254]), Buffer.from("key=••••"), Buffer.from([1])]);
    const [resource, image] = masked.content;
    expect(Buffer.from(resource?.resource?.blob ?? "", "base64")).toEqual(expected);
    expect(Buffer.from(image?.data ?? "", "base64")).toEqual(expected);
    expect(mask(new Uint8Array(bytes))).toEqual(expected);
    const plain = { blob: Buffer.from([1, 2, 3]).toString("base64") };
    expect(mask(plain)).toEqual(plain);
  });

  test("errors, with their stack, cause and fields", () => {
    const error = Object.assign(new TypeError(`bad ${SECRET}`, { cause: new Error(SECRET) }), { request: { SECRET } });
    const masked = mask<Error>(error);

    expect(masked).toBeInstanceOf(Error);
    expect(masked).toMatchObject({ name: "TypeError", message: "bad ••••", request: { SECRET: "••••" } });
    expect(masked.cause).toMatchObject({ message: "••••" });
    expect(`${masked.stack} ${(masked.cause as Error).stack}`).not.toContain(SECRET);
    expect(error.message).toContain(SECRET);
  });

  test("what turns itself into JSON, and what goes in circles", () => {
    expect(mask({ at: new Date(0), own: { toJSON: () => SECRET } })).toEqual({
      at: "1970-01-01T00:00:00.000Z",
      own: "••••",
    });
    const circle: Record<string, unknown> = { SECRET };
    circle["self"] = circle;
    const masked = mask(circle);
    expect(masked["self"]).toBe(masked);
    expect(masked["SECRET"]).toBe("••••");
  });
});
