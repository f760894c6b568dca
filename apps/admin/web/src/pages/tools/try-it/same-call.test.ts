import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { sameCall, withoutSecrets } from "./same-call.ts";

const call = {
  url: "http://127.0.0.1:9090/mcp/docs",
  needsKey: true,
  tool: "echo",
  arguments: { text: `it's $HOME "and" \\ 工具\n` },
};

test.for(["curl", "cli"] as const)("the shell gives %s the arguments as they are", (language) => {
  const text = sameCall(language, call).replace(
    /^(curl|mcp-tools)/,
    "node -e 'console.log(JSON.stringify(process.argv.slice(1)))' --",
  );
  const words = JSON.parse(execFileSync("sh", ["-c", text], { encoding: "utf8" })) as string[];
  const last = JSON.parse(words.at(-1) ?? "") as object;
  expect(language === "cli" ? last : last).toMatchObject(
    language === "cli" ? call.arguments : { method: "tools/call", params: { name: "echo", arguments: call.arguments } },
  );
});

test("TypeScript has the arguments as a literal", () => {
  const text = sameCall("typescript", call);
  expect(text).toContain('new URL("http://127.0.0.1:9090/mcp/docs")');
  const [, literal] = /arguments: (\{[^]*\}),\n\}\);$/.exec(text) ?? [];
  expect(JSON.parse(literal ?? "")).toEqual(call.arguments);
});

test.for(["curl", "typescript"] as const)("%s sends a key where one is needed, and none where not", (language) => {
  expect(sameCall(language, call)).toContain("Bearer YOUR_KEY");
  expect(sameCall(language, { ...call, needsKey: false })).not.toContain("Bearer");
});

test("without arguments the command has none", () => {
  expect(sameCall("cli", { ...call, arguments: {} })).toBe("mcp-tools call echo");
});

test("secrets are left out, wherever they stand", () => {
  const secret = { type: "string", "x-secret": true };
  const schema = {
    properties: {
      token: secret,
      list: { items: { properties: { key: { format: "password" } } } },
      headers: { additionalProperties: secret },
      maybe: { anyOf: [{ $ref: "#/$defs/pin" }, { type: "null" }] },
    },
    $defs: { pin: secret },
  };
  const value = { token: "t", list: [{ key: "k", name: "n" }], headers: { a: "b" }, maybe: "p", other: "o" };
  expect(withoutSecrets(value, schema)).toEqual({
    token: "YOUR_SECRET",
    list: [{ key: "YOUR_SECRET", name: "n" }],
    headers: { a: "YOUR_SECRET" },
    maybe: "YOUR_SECRET",
    other: "o",
  });
});
