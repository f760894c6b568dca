import { Anchor } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Approval, ApprovalDetails } from "../../../../src/contract/approvals.ts";
import { toolsQuery } from "../../api/queries.ts";
import { AccessTag } from "../../components/access-tag.tsx";
import { Copy } from "../../components/copy.tsx";
import { Facts, Section } from "../../components/section.tsx";
import { ServerMessage } from "../../components/server-message.tsx";
import { TimeAgo } from "../../components/time-ago.tsx";
import classes from "./approvals.module.css";
import { ArgumentsView } from "./arguments-view.tsx";
import { Countdown } from "./countdown.tsx";
import { Previous } from "./previous.tsx";
import { firstSentence } from "./who-decides.ts";

const previousMax = 3;

export function ApprovalDetailsView({ details }: { details: ApprovalDetails }) {
  const { t } = useTranslation();
  const { approval, previous, lastApproved } = details;
  const { data } = useQuery(toolsQuery());
  const tool = data?.tools.find(({ name }) => name === approval.tool);
  return (
    <>
      <div className={classes.question}>
        <div className={classes.questionHead}>
          {tool !== undefined && <AccessTag access={tool.access} />}
          {approval.state === "waiting" && <Countdown expiresAt={approval.expiresAt} />}
        </div>
        <p className={classes.sentence}>
          {tool === undefined ? t("approvals.toolGone") : firstSentence(tool.description)}
        </p>
        <p className={classes.why}>
          <ServerMessage message={approval.reason} isSentence />
        </p>
      </div>
      <Who approval={approval} />
      <ArgumentsView approval={approval} lastApproved={lastApproved} schema={tool?.inputSchema} />
      <Section title={t("approvals.previous")}>
        <Previous approvals={previous.slice(0, previousMax)} />
      </Section>
      <Section title={t("activity.ids")}>
        <Ids approval={approval} />
      </Section>
    </>
  );
}

/** Who asks, and through what. */
function Who({ approval }: { approval: Approval }) {
  const { t } = useTranslation();
  const { principalId, principalName, client, transport, toolset, createdAt, ruleId } = approval;
  return (
    <Facts
      items={[
        [
          t("approvals.asks"),
          <span key="asks">
            <Anchor
              inherit
              renderRoot={(props) => <Link {...props} to="/activity" search={{ principal: principalId }} />}
            >
              <bdi>{principalName}</bdi>
            </Anchor>{" "}
            <code className={classes.dim}>{principalId}</code>
          </span>,
        ],
        [
          t("approvals.through"),
          <span key="through">
            {client !== undefined && (
              <>
                <bdi>{client}</bdi> ·{" "}
              </>
            )}
            {t(`transport.${transport}` as "transport.http", { defaultValue: transport })}
            {toolset !== undefined && (
              <>
                {" "}
                · {t("approvals.toolset")} <bdi>{toolset}</bdi>
              </>
            )}
          </span>,
        ],
        [
          t("approvals.since"),
          <span key="since">
            <TimeAgo at={createdAt} />
          </span>,
        ],
        [t("approvals.rule"), ruleId === undefined ? t("approvals.noRule") : <code key="rule">{ruleId}</code>],
        [t("approvals.policyVersion"), String(approval.policyVersion)],
      ]}
    />
  );
}

function Ids({ approval: { id, sessionId, callId, tool } }: { approval: Approval }) {
  const { t } = useTranslation();
  return (
    <Facts
      items={[
        [t("approvals.id"), <Id key="id" text={id} label={t("approvals.id")} />],
        [
          t("activity.session"),
          sessionId === undefined ? undefined : <Id key="session" text={sessionId} label={t("activity.session")} />,
        ],
        [
          t("activity.id"),
          callId === undefined ? undefined : (
            <Link key="call" to="/activity/$callId" params={{ callId }}>
              <code>{callId}</code>
            </Link>
          ),
        ],
        [
          t("activity.tool"),
          <Link key="tool" to="/tools/$name" params={{ name: tool }}>
            {t("activity.openTool")}
          </Link>,
        ],
      ]}
    />
  );
}

function Id({ text, label }: { text: string; label: string }) {
  return (
    <>
      <code>{text}</code>
      <Copy text={text} label={label} />
    </>
  );
}
