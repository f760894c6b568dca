import Parser, { type MarkdownToJSX } from "markdown-to-jsx/react";
import { createElement, type ReactNode } from "react";
import classes from "./markdown.module.css";
import { webAddress } from "./web-address.ts";

const plain: ReadonlySet<unknown> = new Set(
  "p ul ol li strong em del code pre blockquote hr br thead tbody tr th td".split(" "),
);

/** Somebody else's Markdown: HTML in it is text, links lead to the web or nowhere, pictures are named and not loaded. */
export function Markdown({ text }: { text: string }) {
  return (
    <div className={classes.markdown}>
      <Parser options={{ disableParsingRawHTML: true, forceBlock: true, createElement: build }}>{text}</Parser>
    </div>
  );
}

/** Of what the parser wants, only the element and what is known here to be harmless. */
const build: NonNullable<MarkdownToJSX.Options["createElement"]> = (tag, props, ...children) => {
  const { key, href, src, alt, checked, start } = props as Readonly<Record<string, unknown>> & { key?: string };
  if (tag === "a")
    return (
      <Link key={key} to={href}>
        {children}
      </Link>
    );
  if (tag === "img")
    return (
      <Link key={key} to={src}>
        {typeof alt === "string" && alt !== "" ? alt : src}
      </Link>
    );
  if (tag === "input") return <span key={key}>{checked === true ? "☑ " : "☐ "}</span>;
  if (tag === "table")
    return (
      <div key={key} className={classes.table} tabIndex={0}>
        {createElement("table", undefined, ...children)}
      </div>
    );
  // The page has headings of its own.
  if (typeof tag === "string" && /^h[1-6]$/.test(tag))
    return createElement("p", { key, className: classes.heading }, ...children);
  const own = tag === "ol" && typeof start === "number" ? { key, start } : { key };
  return createElement(plain.has(tag) ? (tag as "p") : "span", own, ...children);
};

function Link({ to, children }: { to: unknown; children: unknown }) {
  const address = typeof to === "string" ? webAddress(to) : undefined;
  if (address === undefined) return <>{children as ReactNode}</>;
  return (
    <a href={address} target="_blank" rel="noopener noreferrer">
      {children as ReactNode}
    </a>
  );
}
