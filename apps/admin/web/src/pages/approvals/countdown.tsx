import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { overviewQuery } from "../../api/queries.ts";
import { useFormat } from "../../format/format-context.tsx";
import classes from "./approvals.module.css";

const lastMs = 10_000;
const soonMs = 60_000;

/** How much time is left to decide; it blinks only at the very end. */
export function Countdown({ expiresAt, short = false }: { expiresAt: number; short?: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const left = expiresAt - useServerTime();
  const time = format.span(Math.ceil(left / 1000) * 1000);
  if (left <= 0) return <span className={classes.over}>{t("approvals.over")}</span>;
  return (
    <time
      className={classes.countdown}
      data-urgency={left <= lastMs ? "last" : left <= soonMs ? "soon" : undefined}
      role="timer"
      dateTime={new Date(expiresAt).toISOString()}
      title={format.instant(expiresAt)}
    >
      {short ? time : t("approvals.left", { time })}
    </time>
  );
}

/** The server's time, renewed every second: it is the server that lets things expire, and a browser's clock may be off. */
export function useServerTime(): number {
  const queries = useQueryClient();
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const overview = queries.getQueryState(overviewQuery().queryKey);
  const ahead = overview?.data === undefined ? 0 : overview.data.at - overview.dataUpdatedAt;
  return now + ahead;
}
