import { expect, test } from "vitest";
import { maskSecrets } from "./mask-secrets.ts";

test.for([
  "password",
  "db_password",
  "passwd",
  "Passphrase",
  "clientSecret",
  "apiKey",
  "X-Api-Key",
  "API_KEY",
  "token",
  "access_token",
  "refreshToken",
  "authorization",
  "Set-Cookie",
  "credentials",
  "private_key",
])("masks a property named %s, whatever is in it", (name) => {
  expect(maskSecrets({ [name]: "plain" })).toEqual({ [name]: "••••" });
  expect(maskSecrets([{ [name]: { nested: ["plain"] } }])).toEqual([{ [name]: "••••" }]);
});

test.for([
  "maxTokens",
  "max_tokens",
  "progressToken",
  "page_token",
  "tokenizer",
  "author",
  "keyboard",
  "compass",
  "sessionId",
])("leaves a property named %s alone", (name) => {
  expect(maskSecrets({ [name]: "plain" })).toEqual({ [name]: "plain" });
});

test("an empty, absent or boolean secret stays, because it tells more than it gives away", () => {
  const value = { password: "", token: null, cookie: undefined, authorization: true };
  expect(maskSecrets(value)).toEqual(value);
});

test.for([
  ["Bearer abc.def-123456", "Bearer ••••"],
  ["authorization: bearer abcdefgh", "authorization: bearer ••••"],
  ["Authorization: Basic dXNlcjpwYXNz", "Authorization: Basic ••••"],
  ["the key mcpt_k1_AbCdEf works", "the key mcpt_•••• works"],
  ["the token mcpa_k1-AbCdEf works", "the token mcpa_•••• works"],
  ["jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl end", "jwt •••• end"],
  ["postgres://app:p@ss@db:5432/x", "postgres://••••@db:5432/x"],
  ["https://abc123@host/path", "https://••••@host/path"],
  ["https://host/p?token=abc&page=2", "https://host/p?token=••••&page=2"],
  ["host=db password=hunter2 user=app", "host=db password=•••• user=app"],
  ['{"api_key":"abc","page":1}', '{"api_key":"••••","page":1}'],
  ["ghp_0123456789abcdefABCDEF", "••••"],
  ["-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY----- rest", "•••• rest"],
] as const)("masks what a text looks like: %s", ([text, masked]) => {
  expect(maskSecrets(text)).toBe(masked);
  expect(maskSecrets({ list: [text] })).toEqual({ list: [masked] });
});

test.for([
  "hello world",
  "basic knowledge of things",
  "mail me@example.com about https://example.com/a:b@c",
  "a = b",
  "2 > 1",
  "",
])("leaves harmless text alone: %s", (text) => {
  expect(maskSecrets(text)).toBe(text);
});

test("does not change its argument", () => {
  const value = { a: [{ token: "x", text: "Bearer abcdefgh" }], when: new Date(0) };
  const before = structuredClone(value);
  maskSecrets(value);
  expect(value).toEqual(before);
});

test("errors, dates, URLs and bytes come out as something readable", () => {
  expect(maskSecrets({ at: new Date(0), url: new URL("http://u:p@host/"), bytes: new Uint8Array(10) })).toEqual({
    at: "1970-01-01T00:00:00.000Z",
    url: "http://••••@host/",
    bytes: "[10 bytes]",
  });
  expect(maskSecrets(Object.assign(new TypeError("no http://u:p@host"), { code: "E1" }))).toMatchObject({
    name: "TypeError",
    message: "no http://••••@host",
    code: "E1",
  });
});

test("a value that contains itself, is deep, long or wide is cut and says so", () => {
  const circle: Record<string, unknown> = {};
  circle["self"] = circle;
  expect(JSON.stringify(maskSecrets(circle))).toContain("[too deep]");
  expect(maskSecrets("x".repeat(100_000))).toMatch(/^x{65536}… \[34464 more characters\]$/);
  const wide = maskSecrets(Array.from({ length: 20_000 }, () => 1)) as unknown[];
  expect(wide).toHaveLength(5_001);
  expect(wide.at(-1)).toBe("[15000 more]");
  expect(
    Object.keys(maskSecrets(Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`k${i}`, i]))) as object),
  ).toHaveLength(5_001);
});

test("a secret that lies across the cut is not shown in part", () => {
  const text = `${"x".repeat(65_530)} postgres://app:hunter2@db/x`;
  expect(maskSecrets(text)).not.toContain("app");
});

test("a property named __proto__ is shown, and does not reach the prototype", () => {
  const masked = maskSecrets(JSON.parse('{"__proto__":{"admin":true,"password":"hunter2"},"a":1}')) as {
    admin?: boolean;
  };
  expect(JSON.stringify(masked)).toBe('{"__proto__":{"admin":true,"password":"••••"},"a":1}');
  expect(masked.admin).toBeUndefined();
});

test.for([
  "-eyJ",
  "://a",
  "bearer ",
  "basic aaaaaaaaaaaa",
  "eyJaaaaaaaa.",
  "authorization ",
  'token" ',
  "-----BEGIN PRIVATE KEY-----",
  "mcpt_",
  "mcpa_",
  "sk-a",
])("%s repeated takes no more than a moment", (part) => {
  const text = part.repeat(65_536 / part.length);
  const start = performance.now();
  maskSecrets(text);
  expect(performance.now() - start).toBeLessThan(500);
});
