import { createServer, type RequestListener, type ServerResponse } from "node:http";
import { createServer as createTcpServer, type AddressInfo, type Server as NetServer } from "node:net";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { AppError } from "@mcp-tools/core";
import { afterEach, expect, test } from "vitest";
import { createRegistry } from "../../registry/create-registry.ts";
import { validatedSchema } from "../../registry/validated-schema.ts";
import type { StandardSchema } from "../../schema.ts";
import { textOf, toolsOf } from "../testing-context.ts";
import { createFetchPack, type FetchPackOptions } from "./fetch-pack.ts";

const closers: (() => Promise<unknown>)[] = [];
afterEach(() => Promise.all(closers.splice(0).map((close) => close())));

/** Serves one answer for every path; returns its URL. */
async function serve(handle: RequestListener): Promise<string> {
  const server = createServer(handle);
  closers.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${await listen(server)}/`;
}

async function listen(server: NetServer): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

const respond = (type: string, body: string | Buffer) => (_: unknown, response: ServerResponse) =>
  void response.setHeader("content-type", type).end(body);
const open = (options: Partial<FetchPackOptions> = {}) => toolsOf(createFetchPack({ allowPrivate: true, ...options }));
const call = open();
const fetched = async (url: string, input: object = {}) =>
  (await call("fetch", { url, ...input })).structuredContent as Record<string, unknown>;

const sentence =
  "This is a paragraph with some commas, and enough words to count as a real paragraph in the body of an article.";
const article = `<!doctype html><html><head><title>A page</title></head><body><nav><a href="/">Home</a></nav><article><h1>A page</h1>
${`<p>${sentence} <a href="next">Next</a></p>`.repeat(5)}
<pre><code class="language-js">let a = 1;</code></pre>
<table><tr><th>Name</th><th>Size</th></tr><tr><td>a|b</td><td><b>2</b></td></tr></table>
<a href="javascript:alert(1)">Do not</a><img src="pic.png" alt="A picture"></article><script>track()</script></body></html>`;

test("gives the main text of a page as Markdown, with absolute links", async () => {
  const url = await serve(respond("text/html; charset=utf-8", article));
  const page = await call("fetch", { url: `${url}docs/#part` });
  expect(page.structuredContent).toMatchObject({
    url: `${url}docs/`,
    finalUrl: `${url}docs/`,
    status: 200,
    contentType: "text/html; charset=utf-8",
    title: "A page",
    format: "markdown",
    truncated: false,
  });
  const { content, totalLength } = page.structuredContent as { content: string; totalLength: number };
  expect(textOf(page)).toBe(`Contents of ${url}docs/:\n${content}`);
  expect(totalLength).toBe(content.length);
  expect(content).toMatch(/^# A page\n\nThis is a paragraph/);
  expect(content).toContain(`[Next](${url}docs/next)`);
  expect(content).toContain("```js\nlet a = 1;\n```");
  expect(content).toContain("| Name | Size |\n| --- | --- |\n| a\\|b | **2** |");
  expect(content).toContain(`![A picture](${url}docs/pic.png)`);
  expect(content).not.toMatch(/Home|track|javascript/);
});

test("gives the contents as they are with raw, or as text", async () => {
  const url = await serve(respond("text/html", article));
  expect(await fetched(url, { raw: true, format: "json", max_length: 10_000 })).toMatchObject({
    content: article,
    format: "text",
  });
  expect(await fetched(url, { format: "text", max_length: 10_000 })).toMatchObject({ content: article });
});

test.for([
  [
    "a short page, of which no main text stands out",
    "text/html",
    "<p>Hello <b>world</b></p><nav>Menu</nav>",
    "Hello **world**",
  ],
  ["a page that nothing declares", "", "<!doctype html><html><body><p>Hello", "Hello"],
  ["a page with a declaration before it", "application/octet-stream", "<!-- x --><html><body><p>Hello", "Hello"],
  ["plain text", "text/plain", "a < b", "a < b"],
  ["Markdown", "text/markdown", "# Hello", "# Hello"],
  ["JSON", "application/json", '{"a":1}', '{"a":1}'],
  ["XML", "application/rss+xml", "<rss/>", "<rss/>"],
] as const)("reads %s", async ([, type, body, content]) => {
  const url = await serve(
    (_, response) => void (type === "" ? response : response.setHeader("content-type", type)).end(body),
  );
  expect(await fetched(url)).toMatchObject({ content });
});

test("says that a page has no text of its own", async () => {
  const url = await serve(
    respond(
      "text/html",
      "<html><head><title>App</title></head><body><div id=root></div><script>run()</script></body></html>",
    ),
  );
  expect(await fetched(url)).toMatchObject({ content: "", title: "App", notice: expect.stringContaining("raw: true") });
});

test("indents JSON, and says when it is none", async () => {
  const url = await serve(
    (request, response) =>
      void response.setHeader("content-type", "application/json").end(request.url === "/bad" ? "{" : '{"a":[1]}'),
  );
  expect(await fetched(url, { format: "json" })).toMatchObject({ content: '{\n  "a": [\n    1\n  ]\n}' });
  await expect(fetched(`${url}bad`, { format: "json" })).rejects.toMatchObject({
    code: "invalid_input",
    message: expect.stringContaining("application/json"),
  });
});

test("gives long contents in parts that fit together", async () => {
  const text = "0123456789".repeat(1_200);
  const url = await serve(respond("text/plain", text));
  const first = await call("fetch", { url });
  expect(first.structuredContent).toMatchObject({
    startIndex: 0,
    totalLength: 12_000,
    truncated: true,
    nextStart: 5_000,
  });
  expect(textOf(first)).toMatch(/start_index 5000\.\]$/);
  let all = "";
  for (let start: number | undefined = 0; start !== undefined;) {
    const part = await fetched(url, { start_index: start, max_length: 5_000 });
    all += part["content"] as string;
    start = part["nextStart"] as number | undefined;
  }
  expect(all).toBe(text);
  expect(await fetched(url, { start_index: 12_000 })).toMatchObject({
    content: "",
    truncated: false,
    notice: expect.stringContaining("12000 characters"),
  });
});

test("does not cut within a character, nor give more than an answer holds", async () => {
  const url = await serve(respond("text/plain; charset=utf-8", "😀".repeat(20_000)));
  expect(await fetched(url, { max_length: 5 })).toMatchObject({ content: "😀😀", nextStart: 4 });
  const small = await open({ resultBytesMax: 40_000 })("fetch", { url, max_length: 999_999 });
  const { content, nextStart } = small.structuredContent as { content: string; nextStart: number };
  expect(content).toBe("😀".repeat(nextStart / 2));
  expect(Buffer.byteLength(content)).toBeGreaterThan(11_000);
  expect(Buffer.byteLength(textOf(small))).toBeLessThan(20_000);
});

test.for([
  ["the header", "text/plain; charset=windows-1251", Buffer.from([0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2]), "Привет"],
  [
    "the document",
    "text/html",
    Buffer.concat([
      Buffer.from("<html><head><meta charset=Shift_JIS></head><body>"),
      Buffer.from([0x93, 0xfa, 0x96, 0x7b]),
    ]),
    "日本",
  ],
  [
    "an XML declaration",
    "text/xml",
    Buffer.concat([Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?>'), Buffer.from([0xfc])]),
    "ü",
  ],
  ["a byte order mark", "text/plain; charset=iso-8859-1", Buffer.from("\ufeffgrün", "utf16le"), "grün"],
  ["nothing, being UTF-8", "text/plain", Buffer.from("grün"), "grün"],
  ["nothing, not being UTF-8", "text/plain", Buffer.from([0x67, 0x72, 0xfc, 0x6e]), "grün"],
  ["a charset that is none", "text/plain; charset=none", Buffer.from("grün"), "grün"],
] as const)("takes the charset from %s", async ([, type, body, content]) => {
  const url = await serve(respond(type, body));
  expect((await fetched(url, { format: "text" }))["content"]).toContain(content);
});

test.for([
  ["gzip", gzipSync(article)],
  ["br", brotliCompressSync(article)],
] as const)("unpacks %s", async ([encoding, body]) => {
  const url = await serve(
    (_, response) =>
      void response.writeHead(200, { "content-type": "text/plain", "content-encoding": encoding }).end(body),
  );
  expect(await fetched(url, { max_length: 10_000 })).toMatchObject({ content: article });
});

test.for([
  [
    "announced",
    (response: ServerResponse) =>
      response.writeHead(200, { "content-type": "text/plain", "content-length": "999999999" }).flushHeaders(),
  ],
  [
    "unannounced and without end",
    (response: ServerResponse) => {
      response.setHeader("content-type", "text/plain");
      const more = () => {
        while (!response.destroyed && response.write("x".repeat(65_536)));
      };
      response.on("drain", more);
      more();
    },
  ],
  [
    "unpacked",
    (response: ServerResponse) =>
      response
        .writeHead(200, { "content-type": "text/plain", "content-encoding": "gzip" })
        .end(gzipSync(Buffer.alloc(50_000_000))),
  ],
] as const)("stops at the size limit: %s", async ([, send]) => {
  const url = await serve((_, response) => void send(response));
  await expect(open({ bytesMax: 500_000 })("fetch", { url })).rejects.toMatchObject({
    code: "too_large",
    message: expect.stringContaining("488 KB"),
  });
});

test("says that packed data is damaged, or packed in another way", async () => {
  const damaged = await serve(
    (_, response) =>
      void response.writeHead(200, { "content-type": "text/plain", "content-encoding": "gzip" }).end("not gzip"),
  );
  await expect(fetched(damaged)).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringContaining("damaged"),
  });
  const other = await serve(
    (_, response) => void response.writeHead(200, { "content-type": "text/plain", "content-encoding": "zip" }).end("x"),
  );
  await expect(fetched(other)).rejects.toMatchObject({ code: "unavailable" });
});

test.for([
  ["before the answer", () => {}],
  [
    "within the answer",
    (response: ServerResponse) => void response.writeHead(200, { "content-type": "text/plain" }).write("slow"),
  ],
] as const)("gives up at the time limit and when the call is given up: %s", async ([, send]) => {
  const url = await serve((_, response) => send(response));
  const timed = open({ timeoutMs: 150 })("fetch", { url });
  await expect(timed).rejects.toMatchObject({ code: "timeout", message: expect.stringContaining("0.15 s") });

  const abort = new AbortController();
  const cancelled = call("fetch", { url }, { signal: abort.signal });
  setTimeout(() => abort.abort(new Error("given up")), 50);
  await expect(cancelled).rejects.toThrow("given up");
});

test("does not wait without end for a name", async () => {
  const silent = open({ timeoutMs: 100, lookup: () => new Promise(() => {}) });
  await expect(silent("fetch", { url: "http://silent.test/" })).rejects.toMatchObject({ code: "timeout" });
});

test.for([
  ["declared", "image/png", "\x89PNG", /image\/png of 4 bytes/],
  ["declared as text", "text/plain", "a\0b", /text\/plain of 3 bytes/],
  ["undeclared", "", "\x7fELF\0\0", /no declared type of 6 bytes/],
] as const)("says what binary data is: %s", async ([, type, body, message]) => {
  const url = await serve(
    (_, response) =>
      void (type === "" ? response : response.setHeader("content-type", type)).end(Buffer.from(body, "latin1")),
  );
  await expect(fetched(url)).rejects.toMatchObject({ code: "invalid_input", message: expect.stringMatching(message) });
});

test.for([
  [404, "not_found"],
  [410, "not_found"],
  [401, "forbidden"],
  [403, "forbidden"],
  [429, "rate_limited"],
  [418, "unavailable"],
  [500, "unavailable"],
  [304, "unavailable"],
] as const)("tells status %i", async ([status, code]) => {
  const url = await serve((_, response) => void response.writeHead(status, { "retry-after": "30" }).end());
  await expect(fetched(url)).rejects.toMatchObject({
    code,
    message: expect.stringMatching(new RegExp(`status ${status}.*30 seconds`)),
  });
});

test("tells what is wrong with the connection", async () => {
  const tcp = createTcpServer((socket) =>
    socket
      .on("error", () => {})
      .resume()
      .end("220 ready\r\n"),
  );
  const port = await listen(tcp);
  await expect(fetched(`http://127.0.0.1:${port}/`)).rejects.toMatchObject({ code: "unavailable" });
  await expect(fetched(`https://127.0.0.1:${port}/`)).rejects.toMatchObject({ code: "unavailable" });
  await new Promise((resolve) => tcp.close(resolve));
  await expect(fetched(`http://127.0.0.1:${port}/`)).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringContaining("refused"),
  });
});

test.for([
  "",
  "example.com/page",
  "//example.com",
  "ftp://example.com/",
  "file:///etc/passwd",
  "data:text/plain,x",
  "javascript:1",
  "http://",
  "http://user@example.com/",
  "http://:pw@example.com/",
])("refuses the URL %j", async (url) => {
  await expect(fetched(url)).rejects.toMatchObject({ code: "invalid_input" });
});

test.for([
  "http://127.0.0.1/",
  "http://127.1/",
  "http://2130706433/",
  "http://0x7f000001/",
  "http://0177.0.0.1/",
  "http://017700000001/",
  "http://0/",
  "http://0.0.0.0/",
  "http://10.0.0.1/",
  "http://192.168.0.1/",
  "http://172.16.0.1/",
  "http://100.64.0.1/",
  "http://169.254.169.254/latest/meta-data/",
  "http://224.0.0.1/",
  "http://[::1]/",
  "http://[::]/",
  "http://[::ffff:127.0.0.1]/",
  "http://[::ffff:7f00:1]/",
  "http://[64:ff9b::7f00:1]/",
  "http://[fd00:ec2::254]/",
  "http://[fe80::1]/",
  "http://①②⑦.0.0.1/",
  "http://127。0。0。1/",
  "https://127.0.0.1:8443/",
])("does not reach %s", async (url) => {
  await expect(open({ allowPrivate: false })("fetch", { url })).rejects.toMatchObject({
    code: "forbidden",
    message: expect.stringContaining("FETCH_ALLOW_PRIVATE"),
  });
});

test.for(["127.0.0.1", "169.254.169.254", "10.1.2.3", "::1", "::ffff:10.0.0.1"])(
  "does not reach a name that stands for %s",
  async (address) => {
    const guarded = open({
      allowPrivate: false,
      lookup: async () => [{ address, family: address.includes(":") ? 6 : 4 }],
    });
    for (const host of ["inside.test", "localhost", "metadata.google.internal."]) {
      await expect(guarded("fetch", { url: `http://${host}/` })).rejects.toMatchObject({ code: "forbidden" });
    }
  },
);

const normal = async (url: string) => {
  const [fetch] = createFetchPack({ allowPrivate: true }).definitions;
  const input = fetch !== undefined && "input" in fetch ? fetch.input : undefined;
  const checked = await (input as StandardSchema)["~standard"].validate({ url });
  return checked.issues ?? (checked.value as { url: string }).url;
};

test.for([
  ["http://wiki.internal"],
  ["HTTP://WIKI.INTERNAL/"],
  ["http://wiki.internal:80/"],
  ["http://wiki.internal./"],
  ["http://wiki.internal../"],
  ["http://wiki%2einternal/"],
  ["http:\\\\wiki.internal\\"],
  ["http:wiki.internal/"],
  ["http://wiki.inter\tnal/"],
  ["\u00a0 http://wiki.internal/\n"],
  ["http://wiki.internal/#part"],
  ["http://wiki.internal/a/%2e%2E/"],
  ["http://ｗｉｋｉ。internal/"],
] as const)("rules see %j as it is fetched", async ([url]) => {
  expect(await normal(url)).toBe("http://wiki.internal/");
});

test.for([
  ["http://wiki.internal?x", "http://wiki.internal/?x"],
  ["https://wiki.internal:80", "https://wiki.internal:80/"],
  ["nonsense", "nonsense"],
  ["ftp://x", "ftp://x"],
  ["http://u:p@x", "http://u:p@x"],
  ["http://./", "http://./"],
] as const)("rules see %s as %s", async ([url, seen]) => {
  expect(await normal(url)).toBe(seen);
  expect(await normal(seen)).toBe(seen);
});

test("the input schema says what it said before URLs had a normal form", () => {
  const registry = createRegistry({ timeoutMs: 1_000 });
  registry.setPack(createFetchPack({ allowPrivate: true }));
  const tool = registry.tool("fetch");
  const url = { type: "string", minLength: 1, maxLength: 8_192, description: "The http or https URL." };
  expect(tool?.listing.inputSchema).toMatchObject({ properties: { url } });
  // What rules can reach is worked out from this one.
  expect(tool && validatedSchema(tool)).toMatchObject({ properties: { url } });
});

test("checks its arguments", async () => {
  for (const input of [{ max_length: 0 }, { max_length: 1_000_000 }, { start_index: -1 }, { format: "xml" }]) {
    await expect(fetched("http://127.0.0.1/", input)).rejects.toMatchObject({ code: "invalid_input" });
  }
});

test("rules are asked about where a page leads, in the spelling that rules see, before anything is asked for there", async () => {
  const asked: unknown[] = [];
  const visited: (string | undefined)[] = [];
  const url = await serve((request, response) => {
    visited.push(request.url);
    response.writeHead(302, { location: "./secret/../inner#top" }).end();
  });
  const authorize = (input: object) => {
    asked.push(input);
    throw new AppError("forbidden", "Not allowed: nobody reads that.");
  };

  await expect(call("fetch", { url, raw: true }, { authorize })).rejects.toMatchObject({
    code: "forbidden",
    message: `"${url}" leads to "${url}inner". Not allowed: nobody reads that.`,
  });

  expect(asked).toEqual([{ url: `${url}inner`, raw: true, max_length: 5000, start_index: 0, format: "markdown" }]);
  expect(visited).toEqual(["/"]);
});
