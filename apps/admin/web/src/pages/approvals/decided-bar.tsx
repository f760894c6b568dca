import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Approval } from "../../../../src/contract/approvals.ts";
import { TimeAgo } from "../../components/time-ago.tsx";
import { useSettled } from "../../components/use-settled.ts";
import classes from "./approvals.module.css";
import { DecidedBy } from "./decided-by.tsx";
import { useScopeText } from "./scope-text.ts";
import { StateTag } from "./state-tag.tsx";
import { settleMs } from "./settle-ms.ts";
import { useQueue } from "./use-queue.ts";

/** What became of it, and the way to the next one. */
export function DecidedBar({ approval }: { approval: Approval }) {
  const { t } = useTranslation();
  const { next, openNext } = useQueue();
  const scopeText = useScopeText();
  const isSettled = useSettled(settleMs);
  const { state, decidedAt, decisionReason, scope } = approval;
  return (
    <div className={classes.decided} role="status" tabIndex={-1} data-goes-on-here>
      <div className={classes.decidedText}>
        <StateTag state={state === "waiting" ? "expired" : state} />
        {decidedAt !== undefined && (
          <span>
            <DecidedBy approval={approval} /> · <TimeAgo at={decidedAt} />
            {scope !== undefined && ` · ${scopeText(scope)}`}
          </span>
        )}
        {decisionReason !== undefined && <bdi className={classes.reason}>{decisionReason}</bdi>}
      </div>
      {next !== undefined && (
        <Button className={isSettled ? undefined : classes.unsettled} onClick={openNext}>
          {t("approvals.openNext")}
        </Button>
      )}
    </div>
  );
}
