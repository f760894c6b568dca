import { Anchor } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { McpSession } from "../../../../src/contract/sessions.ts";
import { useMay } from "../../app/use-me.ts";
import { Copy } from "../../components/copy.tsx";
import { Facts } from "../../components/section.tsx";
import { SidePanel } from "../../components/side-panel.tsx";
import { Empty, Failed, LoadingRows } from "../../components/states.tsx";
import { TimeAgo } from "../../components/time-ago.tsx";
import { useFormat } from "../../format/format-context.tsx";
import { EndSession } from "./end-session.tsx";
import { sessionsQuery } from "./sessions-queries.ts";
import { TransportTag } from "./transport-tag.tsx";

const route = getRouteApi("/sessions/$sessionId");

/** One session, at an address of its own. */
export function SessionPanel() {
  const { t } = useTranslation();
  const { sessionId } = route.useParams();
  const navigate = route.useNavigate();
  const query = useQuery(sessionsQuery());
  const session = query.data?.sessions.find(({ id }) => id === sessionId);
  const close = () => void navigate({ to: "/sessions", search: (old) => old, resetScroll: false });
  return (
    <SidePanel
      title={session === undefined ? t("sessions.detail") : <bdi>{session.principalName}</bdi>}
      label={t("sessions.detail")}
      onClose={close}
    >
      {session !== undefined ? (
        <Details session={session} all={query.data?.sessions ?? []} onEnded={close} />
      ) : query.data !== undefined ? (
        <Empty title={t("sessions.gone")} help={t("sessions.goneHelp")} />
      ) : query.isError ? (
        <Failed query={query} />
      ) : (
        <LoadingRows rows={8} height={28} />
      )}
    </SidePanel>
  );
}

function Details({ session, all, onEnded }: { session: McpSession; all: readonly McpSession[]; onEnded: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  return (
    <>
      <Facts
        items={[
          [t("sessions.transport"), <TransportTag key="transport" transport={session.transport} />],
          [t("sessions.protocol"), session.protocolVersion ?? t("sessions.noProtocol")],
          [t("sessions.client"), <bdi key="client">{session.client ?? t("sessions.unnamed")}</bdi>],
          [t("sessions.principal"), <bdi key="principal">{session.principalId}</bdi>],
          [t("sessions.toolset"), session.toolset],
          [t("sessions.address"), session.address],
          [t("sessions.opened"), <TimeAgo key="opened" at={session.startedAt} />],
          [t("sessions.used"), <TimeAgo key="used" at={session.lastUsedAt} />],
          [t("sessions.inFlight"), format.number(session.inFlight)],
          [t("sessions.process"), `${session.host} · ${session.pid}`],
          [t("sessions.reported"), <TimeAgo key="reported" at={session.reportedAt} />],
          [
            t("sessions.id"),
            <span key="id">
              <code>{session.id}</code> <Copy text={session.id} label={t("sessions.id")} />
            </span>,
          ],
        ]}
      />
      {may("calls.read") && (
        <Anchor
          inherit
          renderRoot={(props) => <Link {...props} to="/activity" search={{ principal: session.principalId }} />}
        >
          {t("sessions.seeCalls")}
        </Anchor>
      )}
      {may("sessions.end") && <EndSession session={session} all={all} onEnded={onEnded} />}
    </>
  );
}
