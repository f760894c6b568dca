import { Alert, Button, Title } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Overview } from "../../../../src/contract/overview.ts";
import { overviewQuery } from "../../api/queries.ts";
import { useMay } from "../../app/use-me.ts";
import { PageHead } from "../../components/page-head.tsx";
import page from "../../components/page.module.css";
import { Facts } from "../../components/section.tsx";
import { ServerMessage } from "../../components/server-message.tsx";
import { Failed, LoadingRows } from "../../components/states.tsx";
import { TimeAgo } from "../../components/time-ago.tsx";
import { useFormat, useNow } from "../../format/format-context.tsx";
import classes from "./about.module.css";
import { Licences } from "./licences.tsx";
import { Processes } from "./processes.tsx";

export function AboutPage() {
  const { t } = useTranslation();
  const may = useMay();
  const query = useQuery(overviewQuery());
  return (
    <div className={page.page}>
      <PageHead title={t("pages.about")} lead={t("about.lead")} />
      {query.data === undefined ? (
        query.isError ? (
          <Failed query={query} />
        ) : (
          <LoadingRows rows={8} height={32} />
        )
      ) : (
        <div className={classes.parts}>
          <Deployment overview={query.data} />
          <Processes overview={query.data} />
          {may("settings.read") && <Diagnostics />}
          <Licences />
        </div>
      )}
    </div>
  );
}

function Deployment({ overview }: { overview: Overview }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const { version, startedAt, system, database, bus } = overview;
  return (
    <section className={classes.part}>
      <Title order={2}>{t("about.deployment")}</Title>
      <Facts
        items={[
          [t("about.version"), `v${version}`],
          [t("about.node"), system.node],
          [t("about.system"), system.platform],
          [t("about.host"), <bdi key="host">{system.host}</bdi>],
          [t("about.uptime"), format.span(Math.max(0, now - startedAt))],
          [t("about.started"), <TimeAgo key="started" at={startedAt} />],
          [
            t("about.database"),
            <span key="database">
              {t(`home.databaseKind.${database.kind}`)} · <bdi>{database.location}</bdi> ·{" "}
              {t(database.ok ? "home.healthy" : "home.failing")}
            </span>,
          ],
          [t("about.redis"), t(bus.kind === "redis" ? "about.usesRedis" : "about.noRedis")],
        ]}
      />
      {!database.ok && database.problem !== undefined && (
        <Alert color="red">
          <ServerMessage message={database.problem} />
        </Alert>
      )}
      <a href="/api/openapi.json">{t("about.api")}</a>
    </section>
  );
}

function Diagnostics() {
  const { t } = useTranslation();
  return (
    <section className={classes.part}>
      <Title order={2}>{t("about.diagnostics")}</Title>
      <div className={classes.dim}>{t("about.diagnosticsHelp")}</div>
      <Button
        component="a"
        href="/api/diagnostics"
        download
        variant="default"
        leftSection={<IconDownload size={16} aria-hidden />}
      >
        {t("about.download")}
      </Button>
    </section>
  );
}
