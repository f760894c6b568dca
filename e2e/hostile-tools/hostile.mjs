/** What somebody would write who wants the console's reader to run it, or to see nothing else. */
const script = `"><img src=x onerror="globalThis.struck=1;alert(1)"><script>globalThis.struck=1;alert(2)</script>`;
const backwards = "\u202e\u2067مرحبا שלום\u2069 gnitirw";
const pictures = "👩‍👩‍👧‍👦🏴‍☠️🇪🇺".repeat(20);
const long = "W".repeat(100_000);
const nothing = "\u200b\u200d\ufeff";

function deep(levels) {
  let value = script;
  for (let level = 0; level < levels; level += 1) value = level % 2 === 0 ? [value] : { [backwards]: value };
  return value;
}

const all = [script, backwards, pictures, long, nothing].join(" ");
const words = [script, backwards, pictures, "W".repeat(2000), nothing].join(" ");
const input = {
  type: "object",
  description: words,
  properties: {
    [script]: { type: "string", title: script, description: words, default: script, enum: [script, backwards] },
    [backwards]: { type: "array", items: { type: "string", description: long }, default: [long] },
    ["W".repeat(300)]: { type: "object", additionalProperties: true, default: deep(60) },
    hidden: { type: "string", "x-secret": true, description: pictures },
  },
};
const svg = Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(3)"><script>alert(3)</script></svg>`);
const content = [
  { type: "text", text: all },
  { type: "text", text: JSON.stringify(deep(300)) },
  {
    type: "text",
    text: `# ${script}\n\n- [click](javascript:globalThis.struck=1)\n- ![x](https://evil.example/x.png)\n\n**${words}**`,
  },
  { type: "image", data: svg.toString("base64"), mimeType: "image/svg+xml" },
  { type: "image", data: "bm90IGFuIGltYWdl", mimeType: `image/png" onerror="alert(4)` },
  { type: "audio", data: "AAAA", mimeType: "audio/wav" },
  { type: "resource_link", uri: "javascript:globalThis.struck=1", name: script, description: words },
  { type: "resource", resource: { uri: `https://example.com/${script}`, mimeType: "text/html", text: script } },
];

export default [
  { name: "hostile", title: script, description: words, access: "read", input, run: () => ({ content }) },
  { name: "W".repeat(128), title: backwards, description: long, access: "write", input, run: () => all },
  { name: "hostile_gate", title: pictures, description: words, access: "destructive", input, run: () => deep(100) },
  {
    name: "hostile_fault",
    description: nothing,
    access: "read",
    run() {
      throw new Error(words);
    },
  },
];
