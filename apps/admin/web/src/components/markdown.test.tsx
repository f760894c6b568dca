import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { Markdown } from "./markdown.tsx";

const render = (text: string) => renderToStaticMarkup(<Markdown text={text} />);

test("headings, lists, tables, code and links become what they mean", () => {
  const html = render(
    "# Title\n\n3. three\n4. four\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```js\nlet a = '<b>';\n```\n\n[read](https://example.com/x) **bold**\n",
  );
  for (const part of [
    /<p[^>]*>Title<\/p>/,
    /<ol start="3">/,
    /<td>2<\/td>/,
    /<pre><code>let a = &#x27;&lt;b&gt;&#x27;;/,
    /<a href="https:\/\/example.com\/x" target="_blank" rel="noopener noreferrer">read<\/a>/,
    /<strong>bold<\/strong>/,
  ])
    expect(html).toMatch(part);
});

test.for([
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "text <a href='javascript:alert(1)'>x</a> <iframe src=//evil.example></iframe>",
  "[x](javascript:alert(1)) [y](data:text/html,<script>) [z](//evil.example)",
  "![pixel](https://evil.example/track.png) ![p](data:image/svg+xml,<svg/>)",
  "<style>*{display:none}</style>\n\n<div id=root style='position:fixed'>over</div>",
  "# root {#root}\n\n[^1]\n\n[^1]: <b onclick=alert(1)>note</b>",
  "<!-- --><svg/onload=alert(1)>",
  "| <img src=x onerror=alert(1)> |\n|---|\n| <script>1</script> |",
])("%j brings in no element or attribute of its own", (text) => {
  const html = render(text);
  const tags = [...html.matchAll(/<([a-z\d]+)((?:\s[^>]*)?)>/g)].map(([, name, attributes]) => ({ name, attributes }));
  for (const { name, attributes } of tags) {
    expect("div p ul ol li strong em del code pre blockquote hr br table thead tbody tr th td span a").toContain(name);
    expect(attributes).toMatch(
      /^( (class="[^"]*"|tabindex="0"|start="\d+"|href="https?:[^"]*"|target="_blank"|rel="noopener noreferrer"))*\/?$/i,
    );
  }
});
