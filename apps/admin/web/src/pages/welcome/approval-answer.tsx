import { IconCircleCheckFilled, IconHandStop } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Approval } from "./welcome-queries.ts";
import classes from "./welcome.module.css";

/** What the person answered, and what came of it. */
export function ApprovalAnswer({ approval: { state, tool, callId } }: { approval: Approval }) {
  const { t } = useTranslation();
  const isRefused = state === "refused";
  const text = isRefused ? "refused" : state === "used" ? "ran" : "allowed";
  return (
    <div className={classes.outcome} data-meaning={isRefused ? "unknown" : "good"} role="status">
      {isRefused ? <IconHandStop size={18} aria-hidden /> : <IconCircleCheckFilled size={18} aria-hidden />}
      <div>
        <strong>{t(`welcome.approval.${text}`)}</strong> <code>{tool}</code>
        {callId !== undefined && (
          <div>
            <Link to="/activity/$callId" params={{ callId }}>
              {t("welcome.approval.openCall")}
            </Link>
          </div>
        )}
      </div>
    </div>
  );
}
