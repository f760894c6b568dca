import { Button, Text } from "@mantine/core";
import { IconCheck, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, parseResponse } from "../../api/client.ts";
import { toolsQuery } from "../../api/queries.ts";
import { useVerb } from "../../api/use-verb.ts";
import { AccessTag } from "../../components/access-tag.tsx";
import { Fold } from "../../components/fold.tsx";
import { JsonView } from "../../components/json-view.tsx";
import { Facts } from "../../components/section.tsx";
import { TimeAgo } from "../../components/time-ago.tsx";
import { isOwn } from "./pick-approval.ts";
import { approvalsKey, type Approval } from "./welcome-queries.ts";
import classes from "./welcome.module.css";

/** A call that waits, and the two answers to it. */
export function ApprovalCard({ approval, me }: { approval: Approval; me: string }) {
  const { t } = useTranslation();
  const { data } = useQuery(toolsQuery());
  const access = data?.tools.find(({ name }) => name === approval.tool)?.access;
  const who = [approval.principalName, approval.client].filter(Boolean).join(" · ");
  return (
    <div className={classes.card}>
      <div className={classes.row} role="status">
        <strong>
          <bdi>{t("welcome.approval.asks", { who })}</bdi>
        </strong>
        <code>{approval.tool}</code>
        {access !== undefined && <AccessTag access={access} />}
      </div>
      <Arguments text={approval.arguments} />
      <Facts items={[[t("welcome.approval.expires"), <TimeAgo key="end" at={approval.expiresAt} />]]} />
      {isOwn(approval, me) ? <Text>{t("welcome.approval.own")}</Text> : <Answers id={approval.id} />}
    </div>
  );
}

function Answers({ id }: { id: string }) {
  const { t } = useTranslation();
  const param = { id };
  const allow = useVerb({
    run: () => parseResponse(api.approvals[":id"].approve.$post({ param, json: { scope: { kind: "once" } } })),
    changes: [approvalsKey],
  });
  const refuse = useVerb({
    run: () =>
      parseResponse(api.approvals[":id"].refuse.$post({ param, json: { reason: t("welcome.approval.refuseReason") } })),
    changes: [approvalsKey],
  });
  return (
    <div className={classes.row}>
      <Button
        leftSection={<IconCheck size={16} aria-hidden />}
        loading={allow.isPending}
        disabled={refuse.isPending}
        onClick={() => allow.mutate()}
      >
        {t("welcome.approval.allow")}
      </Button>
      <Button
        variant="default"
        leftSection={<IconX size={16} aria-hidden />}
        loading={refuse.isPending}
        disabled={allow.isPending}
        onClick={() => refuse.mutate()}
      >
        {t("welcome.approval.refuse")}
      </Button>
    </div>
  );
}

function Arguments({ text }: { text: string }) {
  const value = parse(text);
  if (value !== undefined) return <JsonView value={value} />;
  return (
    <Fold>
      <pre>{text}</pre>
    </Fold>
  );
}

/** Undefined where the text was cut because it was long. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
