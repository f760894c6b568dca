import { Loader } from "@mantine/core";
import { IconCircleCheckFilled } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { CallSummary } from "../../../../src/contract/call.ts";
import { OutcomeTag } from "../outcome-tag.tsx";
import { TimeAgo } from "../time-ago.tsx";
import classes from "./connect.module.css";

interface FirstCallProps {
  readonly call: CallSummary | null | undefined;
  /** The client came, though it has called nothing. */
  readonly used?: { readonly from: string | undefined } | undefined;
}

/** Waits for a first call, and says so when it has come. */
export function FirstCall({ call, used }: FirstCallProps) {
  const { t } = useTranslation();
  if (call === undefined || call === null) {
    return (
      <div className={classes.firstCall} data-state="waiting" role="status">
        <Loader size={18} aria-hidden />
        <div>
          <strong>
            {used === undefined
              ? t("connect.firstCall.waiting")
              : used.from === undefined
                ? t("connect.firstCall.connectedUnknown")
                : t("connect.firstCall.connected", { address: used.from })}
          </strong>
          <div className={classes.dim}>{t("connect.firstCall.waitingHelp")}</div>
        </div>
      </div>
    );
  }
  return (
    <div className={classes.firstCall} data-state="seen" role="status">
      <IconCircleCheckFilled size={18} aria-hidden />
      <div>
        <strong>{t("connect.firstCall.seen")}</strong> <code>{call.tool}</code> <OutcomeTag outcome={call.outcome} />
        <div className={classes.dim}>
          {call.client !== undefined && <bdi>{call.client} · </bdi>}
          <TimeAgo at={call.startedAt} /> ·{" "}
          <Link to="/activity/$callId" params={{ callId: call.id }}>
            {t("connect.firstCall.open")}
          </Link>
        </div>
      </div>
    </div>
  );
}
