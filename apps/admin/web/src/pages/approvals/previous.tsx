import { Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Approval } from "../../../../src/contract/approvals.ts";
import { TimeAgo } from "../../components/time-ago.tsx";
import classes from "./approvals.module.css";
import { DecidedBy } from "./decided-by.tsx";
import { useScopeText } from "./scope-text.ts";
import { StateTag } from "./state-tag.tsx";
import { readApprovalsSearch } from "./approvals-search.ts";

/** What was decided the last times that this caller asked for this tool. */
export function Previous({ approvals }: { approvals: readonly Approval[] }) {
  const { t } = useTranslation();
  const scopeText = useScopeText();
  if (approvals.length === 0) return <Text c="dimmed">{t("approvals.noPrevious")}</Text>;
  return (
    <ul className={classes.previous}>
      {approvals.map((approval) => (
        <li key={approval.id}>
          <StateTag state={approval.state} />
          <span className={classes.previousText}>
            <DecidedBy approval={approval} />
            {approval.scope !== undefined && ` · ${scopeText(approval.scope)}`}
            {approval.decisionReason !== undefined && (
              <>
                {" · "}
                <bdi>{approval.decisionReason}</bdi>
              </>
            )}
          </span>
          <Link
            to="/approvals/$approvalId"
            params={{ approvalId: approval.id }}
            search={readApprovalsSearch}
            className={classes.dim}
          >
            <TimeAgo at={approval.decidedAt ?? approval.createdAt} />
          </Link>
        </li>
      ))}
    </ul>
  );
}
