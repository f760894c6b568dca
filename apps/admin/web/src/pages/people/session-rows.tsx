import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { TimeAgo } from "../../components/time-ago.tsx";
import { describeBrowser } from "./describe-browser.ts";
import type { SessionRow } from "./people-queries.ts";
import classes from "./people.module.css";

/** Where somebody is signed in, the newest first. */
export function SessionRows({
  sessions,
  renderAction,
}: {
  sessions: readonly SessionRow[];
  renderAction?: (session: SessionRow, browser: string) => ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <ul className={classes.list}>
      {sessions.map((session) => {
        const browser = describeBrowser(session.userAgent) ?? t("people.unknownBrowser");
        return (
          <li key={session.id} className={classes.item}>
            <div>
              <bdi title={session.userAgent}>{browser}</bdi>
              {session.current && <span className={classes.dim}> ({t("account.thisOne")})</span>}
              <div className={classes.small}>
                {session.address !== undefined && <bdi>{session.address} · </bdi>}
                {t("people.lastSeen")} <TimeAgo at={session.lastSeenAt} /> · {t("account.started")}{" "}
                <TimeAgo at={session.createdAt} />
              </div>
            </div>
            {renderAction?.(session, browser)}
          </li>
        );
      })}
    </ul>
  );
}
