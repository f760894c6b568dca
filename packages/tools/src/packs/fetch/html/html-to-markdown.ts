import { Readability } from "@mozilla/readability";
import { parseHTML } from "linkedom";
import TurndownService from "turndown";
import type { HtmlJob, HtmlOutcome } from "./html-worker.ts";
import type { DomDocument, DomElement } from "./dom.ts";
import { tableToMarkdown } from "./table-to-markdown.ts";

/** Beyond this the recursive parts of the libraries run out of stack, after a very long time. */
const DEPTH_MAX = 256;
const BOILERPLATE =
  "script, style, noscript, template, svg, iframe, form, nav, header, footer, aside, dialog, [hidden], [aria-hidden=true]";

/** The main text of a page as Markdown; where none stands out, all of it without navigation and scripts. */
export function htmlToMarkdown({ html, url }: HtmlJob): HtmlOutcome {
  // Without these linkedom finds no body.
  const complete = /<html[\s>]/i.test(html) ? html : `<!doctype html><html><body>${html}</body></html>`;
  const document = parseHTML(complete).document as unknown as DomDocument;
  if (isTooDeep(document.documentElement)) return { failed: "nested too deeply" };
  makeLinksAbsolute(document, url);
  const title = document.title.replace(/\s+/g, " ").trim();
  const whole = document.body.cloneNode(true);

  // In a short page Readability would rather keep all than find little.
  for (const menu of document.querySelectorAll("nav")) menu.remove();
  const article = new Readability<DomElement>(toTheirs(document), {
    keepClasses: true,
    serializer: (node) => toOurs(node),
  }).parse();
  const turndown = createTurndown();
  const main = article?.content ? toMarkdown(turndown, article.content) : "";
  const markdown = main === "" ? toMarkdown(turndown, withoutBoilerplate(whole)) : main;
  const heading = article?.title?.trim() || title;
  return { ...(heading === "" ? {} : { title: heading }), markdown: withTitle(markdown, heading) };
}

/** The libraries' types are the browser's where those are known to the compiler, and none where they are not: ours hold everywhere. */
function toOurs(node: unknown): DomElement {
  return node as DomElement;
}

function toTheirs(node: DomDocument | DomElement): never {
  return node as never;
}

function toMarkdown(turndown: TurndownService, element: DomElement): string {
  return turndown
    .turndown(toTheirs(element))
    .replace(/[ \t]+$/gm, "")
    .trim();
}

function withTitle(markdown: string, title: string): string {
  if (markdown === "" || title === "" || markdown.startsWith("# ")) return markdown;
  return `# ${title}\n\n${markdown}`;
}

function isTooDeep(top: DomElement): boolean {
  let [level, depth]: [DomElement[], number] = [[top], 0];
  while (level.length > 0 && depth <= DEPTH_MAX) {
    level = level.flatMap((element) => [...element.children]);
    depth += 1;
  }
  return depth > DEPTH_MAX;
}

function makeLinksAbsolute(document: DomDocument, url: string): void {
  const base = resolve(document.querySelector("base[href]")?.getAttribute("href") ?? "", url) ?? url;
  for (const [selector, attribute] of [
    ["a[href]", "href"],
    ["img[src]", "src"],
  ] as const) {
    for (const element of document.querySelectorAll(selector)) {
      const absolute = resolve(element.getAttribute(attribute) ?? "", base);
      if (absolute === undefined) element.removeAttribute(attribute);
      else element.setAttribute(attribute, absolute);
    }
  }
}

/** Undefined for what leads nowhere from here: scripts, data, and addresses that are none. */
function resolve(link: string, base: string): string | undefined {
  const absolute = URL.parse(link, base);
  return absolute !== null && /^(https?|mailto|tel|ftp):$/.test(absolute.protocol) ? absolute.href : undefined;
}

function withoutBoilerplate(body: DomElement): DomElement {
  for (const element of body.querySelectorAll(BOILERPLATE)) element.remove();
  return body;
}

function createTurndown(): TurndownService {
  const turndown = new TurndownService({
    headingStyle: "atx",
    codeBlockStyle: "fenced",
    bulletListMarker: "-",
    hr: "---",
    emDelimiter: "*",
  });
  turndown.remove(["script", "style", "noscript", "template", "iframe", "button", "select", "textarea"]);
  turndown.addRule("strikethrough", { filter: ["del", "s"], replacement: (content) => `~~${content}~~` });
  turndown.addRule("image without a source", {
    filter: (node) => node.nodeName === "IMG" && !node.hasAttribute("src"),
    replacement: () => "",
  });
  turndown.addRule("table", {
    filter: "table",
    replacement: (content, node) =>
      tableToMarkdown(toOurs(node), (cell) => turndown.turndown(toTheirs(cell))) ?? `\n\n${content}\n\n`,
  });
  return turndown;
}
