import { Loader, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { overviewQuery } from "../../api/queries.ts";
import { Snippet } from "../../components/snippet.tsx";
import { Empty } from "../../components/states.tsx";
import classes from "./activity.module.css";
import { clientUrl } from "./client-url.ts";

/** Nothing has been called yet: how to change that. */
export function ConnectClient() {
  const { t } = useTranslation();
  const { data } = useQuery(overviewQuery());
  const url = data === undefined ? undefined : clientUrl(data.connect, location.hostname);
  return (
    <Empty title={t("activity.empty")} help={t("activity.emptyHelp")}>
      {data !== undefined && url === undefined && <Text>{t("activity.noUrl")}</Text>}
      {url !== undefined && (
        <div className={classes.connect}>
          <Title order={3}>{t("activity.connectHttp")}</Title>
          <Snippet
            label={t("activity.connectHttp")}
            text={JSON.stringify({ mcpServers: { "mcp-tools": { type: "http", url: `${url}/mcp` } } }, null, 2)}
          />
          <Title order={3}>{t("activity.connectSse")}</Title>
          <Snippet label={t("activity.connectSse")} text={`${url}/sse`} />
          <Title order={3}>{t("activity.connectCli")}</Title>
          <Snippet label={t("activity.connectCli")} text="mcp-tools connect claude-code --write" />
        </div>
      )}
      <Text c="dimmed" size="xs" role="status">
        <Loader size={12} mr={8} aria-hidden />
        {t("activity.waiting")}
      </Text>
    </Empty>
  );
}
