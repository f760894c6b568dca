import { Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { LoadMore } from "../../components/load-more.tsx";
import { AccessTag } from "../../components/access-tag.tsx";
import { Section } from "../../components/section.tsx";
import { useFormat } from "../../format/format-context.tsx";
import { tokensOf, type SeenTool } from "./resolve-toolset.ts";
import classes from "./toolsets.module.css";

const pageSize = 50;

/** What a client of the toolset would see. */
export function SeenTools({ tools }: { tools: readonly SeenTool[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [shown, setShown] = useState(pageSize);
  return (
    <Section title={t("toolsets.seen")}>
      <Text size="xs" c="dimmed">
        {t("toolsets.seenHelp")}
      </Text>
      <Text my={4}>
        {tools.length === 0
          ? t("toolsets.seenNothing")
          : `${t("toolsets.toolCount", { count: tools.length })} · ${t("toolsets.tokens")} ${format.number(tokensOf(tools))}`}
      </Text>
      <ul className={classes.list}>
        {tools.slice(0, shown).map(({ name, title, description, tool, fixed }) => (
          <li key={name} className={classes.entry}>
            <div className={classes.entryHead}>
              <span className={classes.entryName}>
                <code>{name}</code> {title !== undefined && <bdi>{title}</bdi>}
              </span>
              <AccessTag access={tool.access} />
            </div>
            <div className={classes.clamp}>{description}</div>
            {fixed.length > 0 && (
              <span className={classes.dim}>
                {t("toolsets.fixed", { count: fixed.length })}: <code>{fixed.join(", ")}</code>
              </span>
            )}
          </li>
        ))}
      </ul>
      {shown < tools.length && <LoadMore loading={false} onMore={() => setShown(shown + pageSize)} />}
    </Section>
  );
}
