import { expect, test } from "vitest";
import { askApi } from "../testing/ask-api.ts";
import { createFakeDeps } from "../testing/fake-deps.ts";

const value = "ghx-0123456789-abcdef";

test("a secret is stored, listed without its value, encrypted anew, and deleted", async () => {
  const deps = createFakeDeps();
  const ask = askApi(deps);
  await ask("POST /api/keys", { name: "ci" });
  const answers = [
    await ask("PUT /api/credentials/github_token", { value }),
    await ask("PUT /api/credentials/github_token", { value: `${value}-ci`, principalId: "key:ci" }),
    await ask("GET /api/credentials"),
    await ask("POST /api/credentials/rotate"),
    await ask("GET /api/config"),
  ];
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  expect(answers[2]?.body).toMatchObject({
    credentials: [{ name: "github_token", key: "current" }, { principalId: expect.stringMatching(/^key:/) }],
  });
  for (const { text } of answers) expect(text).not.toMatch(/ghx-|ciphertext|nonce/);
  expect(answers[3]?.body).toMatchObject({ current: 2, failed: [] });
  expect(JSON.stringify(deps.audit.recorded)).not.toContain("ghx-");

  expect((await ask("DELETE /api/credentials/github_token?principal=key:ci")).status).toBe(204);
  expect((await ask("DELETE /api/credentials/github_token?principal=key:ci")).status).toBe(404);
  expect((await ask("GET /api/credentials")).body).toMatchObject({ credentials: [{ name: "github_token" }] });
});

test.for([
  ["an empty one", "github_token", { value: "" }, 400],
  ["half a character", "github_token", { value: `${value}\ud800` }, 400],
  ["a name that no tool can ask for", "GitHub%20Token", { value }, 400],
  ["no such key", "github_token", { value, principalId: "key:nobody" }, 404],
  ["no such kind of principal", "github_token", { value, principalId: "root" }, 400],
  ["a field too much", "github_token", { value, shared: true }, 400],
  ["two values", "github_token", `{"value":"${value}","value":"other"}`, 400],
] as const)("%s is refused without repeating the value", async ([, name, body, status]) => {
  const deps = createFakeDeps();
  const answer = await askApi(deps)(`PUT /api/credentials/${name}`, body);
  expect(answer.status).toBe(status);
  expect(answer.text).not.toContain("ghx-");
  expect(deps.stores.credentials.rows.size).toBe(0);
});
