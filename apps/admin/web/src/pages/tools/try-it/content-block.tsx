import { Button } from "@mantine/core";
import { lazy, Suspense, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { CallToolResult } from "../../../../../src/contract/try-it.ts";
import { Copy } from "../../../components/copy.tsx";
import { Fold } from "../../../components/fold.tsx";
import { JsonView } from "../../../components/json-view.tsx";
import { Prose } from "../../../components/prose.tsx";
import { Section } from "../../../components/section.tsx";
import { webAddress } from "../../../components/web-address.ts";
import { useFormat } from "../../../format/format-context.tsx";
import { isMarkdown, jsonIn, pictureTypes, sizeOfBase64, soundTypes } from "./content-kinds.ts";
import classes from "./try-it.module.css";

const Markdown = lazy(async () => ({ default: (await import("../../../components/markdown.tsx")).Markdown }));

type Block = CallToolResult["content"][number];

const textMax = 20_000;

/** One part of a result, as its kind is best seen. Whatever it holds was made by somebody else. */
export function ContentBlock({ block }: { block: Block }) {
  const { t } = useTranslation();
  switch (block.type) {
    case "text":
      return <TextBlock text={asText(block["text"])} />;
    case "image":
      return <Picture data={asText(block["data"])} type={asText(block["mimeType"])} />;
    case "audio":
      return <Sound data={asText(block["data"])} type={asText(block["mimeType"])} />;
    case "resource_link":
      return (
        <Labelled title={t("tools.try.link")} uri={asText(block["uri"])}>
          <bdi>{asText(block["title"]) || asText(block["name"])}</bdi>
          {asText(block["description"]) !== "" && <Prose text={asText(block["description"])} />}
        </Labelled>
      );
    case "resource":
      return <Resource resource={block["resource"]} />;
    default:
      return <JsonView value={block} />;
  }
}

function TextBlock({ text, type }: { text: string; type?: string }) {
  const { t } = useTranslation();
  const [isWhole, setWhole] = useState(false);
  const [isSource, setSource] = useState(false);
  const json = jsonIn(text);
  if (json !== undefined) return <JsonView value={json} />;
  const isCut = text.length > textMax && !isWhole;
  const shown = isCut ? text.slice(0, textMax) : text;
  const source = <Prose text={shown} />;
  const canRender = isMarkdown(shown, type);
  return (
    <div className={classes.text}>
      {canRender && (
        <Button className={classes.source} variant="subtle" size="compact-xs" onClick={() => setSource(!isSource)}>
          {t(isSource ? "tools.try.asMarkdown" : "tools.try.asText")}
        </Button>
      )}
      <Fold>
        {canRender && !isSource ? (
          <Suspense fallback={source}>
            <Markdown text={shown} />
          </Suspense>
        ) : (
          source
        )}
      </Fold>
      {isCut && (
        <Button variant="subtle" size="compact-xs" onClick={() => setWhole(true)}>
          {t("actions.loadMore")}
        </Button>
      )}
    </div>
  );
}

function Picture({ data, type }: { data: string; type: string }) {
  const { t } = useTranslation();
  if (!pictureTypes.includes(type)) return <NotShown data={data} type={type} />;
  return (
    <figure className={classes.figure}>
      <img className={classes.image} src={`data:${type};base64,${data}`} alt={t("tools.try.image", { type })} />
    </figure>
  );
}

function Sound({ data, type }: { data: string; type: string }) {
  const { t } = useTranslation();
  if (!soundTypes.includes(type)) return <NotShown data={data} type={type} />;
  return <audio controls src={`data:${type};base64,${data}`} aria-label={t("tools.try.audio", { type })} />;
}

function NotShown({ data, type }: { data: string; type: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <span className={classes.figures}>
      {t("tools.try.unsafeType", { type: type === "" ? "?" : type, size: format.bytes(sizeOfBase64(data)) })}
    </span>
  );
}

function Resource({ resource }: { resource: unknown }) {
  const { t } = useTranslation();
  const parts = (typeof resource === "object" && resource !== null ? resource : {}) as Readonly<
    Record<string, unknown>
  >;
  const type = asText(parts["mimeType"]);
  const blob = asText(parts["blob"]);
  return (
    <Labelled title={t("tools.try.resource")} uri={asText(parts["uri"])}>
      {typeof parts["text"] === "string" ? (
        <TextBlock text={parts["text"]} type={type} />
      ) : type.startsWith("image/") ? (
        <Picture data={blob} type={type} />
      ) : type.startsWith("audio/") ? (
        <Sound data={blob} type={type} />
      ) : (
        <NotShown data={blob} type={type} />
      )}
    </Labelled>
  );
}

/** With its address: one of the web can be followed, any other is only shown. */
function Labelled({ title, uri, children }: { title: string; uri: string; children: ReactNode }) {
  const address = webAddress(uri);
  return (
    <Section title={title} action={<Copy text={uri} label={title} />}>
      {children}
      <div>
        {address === undefined ? (
          <code>{uri}</code>
        ) : (
          <a href={address} target="_blank" rel="noopener noreferrer">
            <code>{uri}</code>
          </a>
        )}
      </div>
    </Section>
  );
}

function asText(value: unknown): string {
  return typeof value === "string" ? value : "";
}
