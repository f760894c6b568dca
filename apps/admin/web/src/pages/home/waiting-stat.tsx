import { Skeleton } from "@mantine/core";
import { IconArrowRight } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useWaiting } from "../../app/use-waiting.ts";
import { useMay } from "../../app/use-me.ts";
import { useFormat } from "../../format/format-context.tsx";
import classes from "./home.module.css";

/** How many calls wait for a person, and since when: the way to them. */
export function WaitingStat() {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const waiting = useWaiting();
  if (!may("approvals.read")) return null;
  const { count = 0, oldestAt } = waiting ?? {};
  return (
    <Link to="/approvals" className={`${classes.stat} ${classes.waiting}`} data-waiting={count > 0}>
      <span className={classes.statName}>{t("home.waiting")}</span>
      <span className={classes.statRow}>
        {waiting === undefined ? (
          <Skeleton width={48} height={24} />
        ) : (
          <span className={classes.figure} data-meaning={count > 0 ? "waiting" : undefined}>
            {format.number(count)}
          </span>
        )}
        <IconArrowRight size={18} stroke={1.75} aria-hidden />
      </span>
      <span className={classes.detail}>
        {waiting === undefined ? (
          <Skeleton width={120} height={12} mt={4} />
        ) : oldestAt === undefined ? (
          t("home.noneWaiting")
        ) : (
          <Oldest at={oldestAt} />
        )}
      </span>
    </Link>
  );
}

function Oldest({ at }: { at: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return (
    <time dateTime={new Date(at).toISOString()} title={format.instant(at)}>
      {t("home.oldest", { time: format.span(now - at) })}
    </time>
  );
}
