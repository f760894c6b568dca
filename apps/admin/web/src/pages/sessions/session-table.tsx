import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { McpSession } from "../../../../src/contract/sessions.ts";
import { Clip } from "../../components/clip.tsx";
import table from "../../components/data-table.module.css";
import { DataTable, type Column } from "../../components/data-table.tsx";
import { TimeAgo } from "../../components/time-ago.tsx";
import { useFormat } from "../../format/format-context.tsx";
import classes from "./sessions.module.css";
import { TransportTag } from "./transport-tag.tsx";

export function SessionTable({
  sessions,
  selected,
}: {
  sessions: readonly McpSession[];
  selected: string | undefined;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const columns: Column<McpSession>[] = [
    { name: t("sessions.principal"), width: "16%", render: (session) => <Name session={session} /> },
    {
      name: t("sessions.client"),
      render: ({ client, address }) => (
        <>
          <Clip text={client ?? t("sessions.unnamed")} />
          {address !== undefined && <span className={classes.sub}>{address}</span>}
        </>
      ),
    },
    {
      name: t("sessions.transport"),
      width: 104,
      render: ({ transport }) => <TransportTag transport={transport} />,
    },
    {
      name: t("sessions.protocol"),
      from: "md",
      spare: true,
      width: 104,
      render: ({ protocolVersion }) => protocolVersion ?? t("sessions.noProtocol"),
    },
    {
      name: t("sessions.opened"),
      from: "md",
      spare: true,
      width: 108,
      render: ({ startedAt }) => <TimeAgo at={startedAt} />,
    },
    { name: t("sessions.used"), width: 108, render: ({ lastUsedAt }) => <TimeAgo at={lastUsedAt} /> },
    {
      name: t("sessions.inFlight"),
      help: t("sessions.inFlightHelp"),
      numeric: true,
      from: "lg",
      spare: true,
      width: 80,
      render: ({ inFlight }) => format.number(inFlight),
    },
    {
      name: t("sessions.process"),
      from: "lg",
      spare: true,
      width: 144,
      render: ({ host, pid }) => <Clip text={`${host} · ${pid}`} />,
    },
  ];
  return (
    <DataTable
      label={t("pages.sessions")}
      items={sessions}
      columns={columns}
      selected={selected}
      keyOf={({ id }) => id}
      renderCard={(session) => (
        <>
          <div className={table.cardRow}>
            <Name session={session} />
            <TransportTag transport={session.transport} />
          </div>
          <span className={classes.sub}>
            <bdi>{session.client ?? t("sessions.unnamed")}</bdi>
          </span>
          <div className={`${table.cardRow} ${table.dim}`}>
            <span>
              {t("sessions.used")} <TimeAgo at={session.lastUsedAt} />
            </span>
            <Clip text={session.host} />
          </div>
        </>
      )}
    />
  );
}

function Name({ session }: { session: McpSession }) {
  return (
    <Link
      to="/sessions/$sessionId"
      params={{ sessionId: session.id }}
      search={(old) => old}
      className={classes.name}
      resetScroll={false}
    >
      <Clip text={session.principalName} />
    </Link>
  );
}
