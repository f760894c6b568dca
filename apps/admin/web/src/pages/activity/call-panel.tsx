import { Anchor } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { CallDetail } from "../../../../src/contract/call.ts";
import { troubleOf } from "../../api/client.ts";
import { callQuery } from "../../api/queries.ts";
import { useMay } from "../../app/use-me.ts";
import { Copy } from "../../components/copy.tsx";
import { Fold } from "../../components/fold.tsx";
import { OutcomeTag } from "../../components/outcome-tag.tsx";
import { Facts, Section } from "../../components/section.tsx";
import { SidePanel } from "../../components/side-panel.tsx";
import { Empty, Failed, LoadingRows } from "../../components/states.tsx";
import { TimeAgo } from "../../components/time-ago.tsx";
import { useFormat } from "../../format/format-context.tsx";
import classes from "./activity.module.css";
import { Arguments, Id } from "./entry-parts.tsx";
import { EntryPanel } from "./entry-panel.tsx";

const route = getRouteApi("/activity/$callId");

/** One call in full, at an address of its own; any entry for those who may read the audit. */
export function CallPanel() {
  return useMay()("audit.read") ? <EntryPanel /> : <LimitedPanel />;
}

function LimitedPanel() {
  const { t } = useTranslation();
  const { callId } = route.useParams();
  const navigate = route.useNavigate();
  const query = useQuery({ ...callQuery(callId), retry: false });
  const status = query.isError ? troubleOf(query.error).status : undefined;
  return (
    <SidePanel
      title={query.data === undefined ? t("activity.detail") : <code>{query.data.tool}</code>}
      label={t("activity.detail")}
      onClose={() => void navigate({ to: "/activity", search: (old) => old, resetScroll: false })}
    >
      {query.data !== undefined ? (
        <CallDetails call={query.data} />
      ) : status === 404 || status === 400 ? (
        <Empty title={t("activity.gone")} help={t("activity.goneHelp")} />
      ) : query.isError ? (
        <Failed query={query} />
      ) : (
        <LoadingRows rows={8} height={36} />
      )}
    </SidePanel>
  );
}

function CallDetails({ call }: { call: CallDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <>
      <Facts
        items={[
          [t("activity.outcome"), <OutcomeTag key="outcome" outcome={call.outcome} />],
          [
            t("activity.started"),
            <span key="started">
              <TimeAgo at={call.startedAt} /> · {format.instant(call.startedAt)}
            </span>,
          ],
          [t("activity.duration"), format.duration(call.durationMs)],
          [t("activity.size"), format.bytes(call.resultBytes)],
          [
            t("activity.principal"),
            <Anchor
              key="principal"
              inherit
              renderRoot={(props) => <Link {...props} to="/activity" search={{ principal: call.principalId }} />}
            >
              {call.principalId}
            </Anchor>,
          ],
          [t("activity.client"), call.client],
          [t("activity.transport"), t(`transport.${call.transport}`)],
          [t("activity.protocol"), call.protocolVersion],
        ]}
      />
      {call.message !== undefined && (
        <Section title={t("activity.message")} action={<Copy text={call.message} label={t("activity.message")} />}>
          <Fold>
            <div className={classes.message}>{call.message}</div>
          </Fold>
        </Section>
      )}
      {call.contentHidden ? (
        <Section title={t("activity.arguments")}>{t("activity.hidden")}</Section>
      ) : (
        <Section
          title={t("activity.arguments")}
          action={<Copy text={call.arguments} label={t("activity.arguments")} />}
        >
          <Arguments text={call.arguments} />
        </Section>
      )}
      <Section title={t("activity.ids")}>
        <Facts
          items={[
            [t("activity.id"), <Id key="id" label={t("activity.id")} text={call.id} />],
            [
              t("activity.session"),
              call.sessionId && <Id key="session" label={t("activity.session")} text={call.sessionId} />,
            ],
            [
              t("activity.request"),
              call.requestId && <Id key="request" label={t("activity.request")} text={call.requestId} />,
            ],
            [t("activity.trace"), call.traceId && <Id key="trace" label={t("activity.trace")} text={call.traceId} />],
          ]}
        />
      </Section>
      <Link to="/tools/$name" params={{ name: call.tool }}>
        {t("activity.openTool")}
      </Link>
    </>
  );
}
