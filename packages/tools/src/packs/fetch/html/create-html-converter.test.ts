import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { createHtmlConverter } from "./create-html-converter.ts";

const signal = new AbortController().signal;
const url = "https://example.com/a/";
const good = { html: "<p>Hello <a href='b'>world</a></p>", url };
/** Takes the libraries minutes. */
const hostile = { html: `${"<div>".repeat(240)}one, two, three${"</div>".repeat(240)}`.repeat(40), url };

test("stops at a page that takes too long, and goes on with the next", async () => {
  const convert = createHtmlConverter({ convertMs: 1_500 });
  const [stopped, next] = await Promise.allSettled([convert(hostile, signal), convert(good, signal)]);
  expect(stopped).toMatchObject({
    status: "rejected",
    reason: { code: "too_large", message: expect.stringContaining("raw: true") },
  });
  expect(next).toMatchObject({ status: "fulfilled", value: { markdown: "Hello [world](https://example.com/a/b)" } });
});

test("refuses a page that is nested too deeply at once", async () => {
  const deep = { html: `${"<div>".repeat(3_000)}x`, url };
  const started = performance.now();
  await expect(createHtmlConverter()(deep, signal)).rejects.toMatchObject({ code: "too_large" });
  expect(performance.now() - started).toBeLessThan(5_000);
});

test("leaves a page when the call is given up", async () => {
  const convert = createHtmlConverter();
  const abort = new AbortController();
  const given = convert(hostile, abort.signal);
  setTimeout(() => abort.abort(new Error("given up")), 50);
  await expect(given).rejects.toThrow("given up");
  expect(await convert(good, signal)).toMatchObject({ markdown: expect.stringContaining("Hello") });
});

test("does not let pages wait without bound", async () => {
  const convert = createHtmlConverter();
  const outcomes = await Promise.allSettled(Array.from({ length: 40 }, () => convert(good, signal)));
  const refused = outcomes.filter((outcome) => outcome.status === "rejected");
  expect(refused).toHaveLength(8);
  expect(refused[0]).toMatchObject({ reason: { code: "unavailable" } });
  expect(await convert(good, signal)).toMatchObject({ markdown: expect.stringContaining("Hello") });
});

test("takes links from the page's own base", async () => {
  const based = {
    html: "<html><head><base href='/root/'></head><body><p>See <a href='x'>x</a></p></body></html>",
    url,
  };
  expect(await createHtmlConverter()(based, signal)).toMatchObject({ markdown: "See [x](https://example.com/root/x)" });
});

test("does not keep the process from ending", () => {
  const module = JSON.stringify(new URL("./create-html-converter.ts", import.meta.url).href);
  const script = `
    const { createHtmlConverter } = await import(${module});
    const page = await createHtmlConverter()({ html: "<p>Hello", url: "https://example.com/" }, new AbortController().signal);
    process.stdout.write(page.markdown);`;
  const output = execFileSync(process.execPath, ["--input-type=module", "--eval", script], {
    timeout: 15_000,
    stdio: "pipe",
  });
  expect(output.toString()).toBe("Hello");
});
