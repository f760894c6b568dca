import { Anchor } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { AuditEntry as Entry } from "../../../../src/contract/audit.ts";
import { troubleOf } from "../../api/client.ts";
import { Copy } from "../../components/copy.tsx";
import { Fold } from "../../components/fold.tsx";
import { OutcomeTag } from "../../components/outcome-tag.tsx";
import { Facts, Section } from "../../components/section.tsx";
import { SidePanel } from "../../components/side-panel.tsx";
import { Empty, Failed, LoadingRows } from "../../components/states.tsx";
import { TimeAgo } from "../../components/time-ago.tsx";
import { useFormat } from "../../format/format-context.tsx";
import classes from "./activity.module.css";
import { entryQuery } from "./activity-queries.ts";
import { Arguments, Id } from "./entry-parts.tsx";
import { KindTag } from "./kind-tag.tsx";

const route = getRouteApi("/activity/$callId");

/** One entry with everything that is recorded of it. */
export function EntryPanel() {
  const { t } = useTranslation();
  const { callId } = route.useParams();
  const navigate = route.useNavigate();
  const query = useQuery(entryQuery(callId));
  const status = query.isError ? troubleOf(query.error).status : undefined;
  return (
    <SidePanel
      title={query.data === undefined ? t("activity.entry") : <code>{query.data.tool || query.data.action}</code>}
      label={t("activity.entry")}
      onClose={() => void navigate({ to: "/activity", search: (old) => old, resetScroll: false })}
    >
      {query.data !== undefined ? (
        <Details entry={query.data} />
      ) : status === 404 || status === 400 ? (
        <Empty title={t("activity.goneEntry")} help={t("activity.goneHelp")} />
      ) : query.isError ? (
        <Failed query={query} />
      ) : (
        <LoadingRows rows={10} height={30} />
      )}
    </SidePanel>
  );
}

function Details({ entry }: { entry: Entry }) {
  const { t } = useTranslation();
  const isCall = entry.kind === "call";
  const title = t(isCall ? "activity.arguments" : "activity.details");
  return (
    <>
      <About entry={entry} />
      {entry.message !== undefined && (
        <Section title={t("activity.message")} action={<Copy text={entry.message} label={t("activity.message")} />}>
          <Fold>
            <div className={classes.message}>{entry.message}</div>
          </Fold>
        </Section>
      )}
      <Section title={title} action={<Copy text={entry.arguments} label={title} />}>
        <Arguments text={entry.arguments} />
      </Section>
      {isCall && <Section title={t("activity.result")}>{t("activity.resultNotKept")}</Section>}
      <Ids entry={entry} />
      {isCall && entry.tool !== "" && (
        <Link to="/tools/$name" params={{ name: entry.tool }}>
          {t("activity.openTool")}
        </Link>
      )}
    </>
  );
}

function About({ entry }: { entry: Entry }) {
  const { t } = useTranslation();
  const format = useFormat();
  const isCall = entry.kind === "call";
  return (
    <Facts
      items={[
        [t("activity.kind"), <KindTag key="kind" kind={entry.kind} />],
        [t("activity.action"), <code key="action">{entry.action}</code>],
        [t("activity.outcome"), <OutcomeTag key="outcome" outcome={entry.outcome} />],
        [
          t("activity.started"),
          <span key="started">
            <TimeAgo at={entry.startedAt} /> · {format.instant(entry.startedAt)}
          </span>,
        ],
        [t("activity.duration"), isCall ? format.duration(entry.durationMs) : undefined],
        [t("activity.size"), isCall ? format.bytes(entry.resultBytes) : undefined],
        [
          t("activity.principal"),
          <Anchor
            key="principal"
            inherit
            renderRoot={(props) => <Link {...props} to="/activity" search={{ principal: entry.principalId }} />}
          >
            <bdi>{entry.principalName}</bdi>
          </Anchor>,
        ],
        [t("activity.client"), entry.client && <bdi key="client">{entry.client}</bdi>],
        [t("activity.address"), entry.address],
        [t("activity.transport"), t(`transport.${entry.transport}`)],
        [t("activity.protocol"), entry.protocolVersion],
        [t("activity.toolset"), entry.toolset],
      ]}
    />
  );
}

function Ids({ entry }: { entry: Entry }) {
  const { t } = useTranslation();
  const id = (label: string, text: string | undefined) =>
    [label, text === undefined ? undefined : <Id key={label} label={label} text={text} />] as const;
  return (
    <Section title={t("activity.ids")}>
      <Facts
        items={[
          id(t("activity.entry"), entry.id),
          id(t("activity.principal"), entry.principalId),
          [
            t("activity.subject"),
            entry.subject && (
              <Anchor
                key="subject"
                inherit
                renderRoot={(props) => <Link {...props} to="/activity" search={{ subject: entry.subject ?? "" }} />}
              >
                <bdi>{entry.subject}</bdi>
              </Anchor>
            ),
          ],
          id(t("activity.session"), entry.sessionId),
          id(t("activity.request"), entry.requestId),
          id(t("activity.trace"), entry.traceId),
        ]}
      />
    </Section>
  );
}
