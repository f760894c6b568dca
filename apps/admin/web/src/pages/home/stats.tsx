import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Overview } from "../../../../src/contract/overview.ts";
import { histogramQuery } from "../../api/queries.ts";
import { useMay } from "../../app/use-me.ts";
import { Sparkline } from "../../components/sparkline.tsx";
import { useFormat } from "../../format/format-context.tsx";
import classes from "./home.module.css";
import { WaitingStat } from "./waiting-stat.tsx";

const halfHour = { spanMs: 30 * 60_000, stepMs: 60_000 };
/** Above this share of failures the figure itself turns red. */
const errorRateMax = 0.05;

/** The figures that say how it goes. */
export function Stats({ overview }: { overview: Overview | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { data: recent } = useQuery(histogramQuery(halfHour));
  const traffic = overview?.traffic;
  const sessions = Object.entries(overview?.sessions ?? {}).filter(([, count]) => count > 0);
  const window = format.span(traffic?.windowMs ?? 0);
  const loading = overview === undefined;
  const unreadable = !loading && traffic === undefined;

  return (
    <section className={classes.stats} aria-label={t("home.lead")} data-approvals={useMay()("approvals.read")}>
      <Stat
        name={t("home.callsPerMinute")}
        loading={loading}
        figure={unreadable ? "–" : format.number(traffic?.callsPerMinute ?? 0)}
        detail={t(unreadable ? "home.notReadable" : "home.lastHalfHour")}
      >
        <span className={classes.spark}>
          <Sparkline values={recent?.buckets.map(({ calls }) => calls) ?? []} />
        </span>
      </Stat>
      <Stat
        name={t("home.errorRate")}
        loading={loading}
        bad={(traffic?.errorRate ?? 0) > errorRateMax}
        figure={traffic?.errorRate === undefined ? "–" : format.percent(traffic.errorRate)}
        detail={
          traffic === undefined || traffic.calls === 0
            ? unreadable
              ? t("home.notReadable")
              : t("home.noCalls", { window })
            : t("home.errorDetail", {
                count: traffic.calls,
                failed: format.number(traffic.failed),
                refused: format.number(traffic.refused),
                window,
              })
        }
      />
      <Stat
        name={t("home.p95")}
        loading={loading}
        figure={traffic?.p95Ms === undefined ? "–" : format.duration(traffic.p95Ms)}
        detail={
          traffic?.p50Ms === undefined
            ? unreadable
              ? t("home.notReadable")
              : t("home.noCalls", { window })
            : t("home.p50", { value: format.duration(traffic.p50Ms), window })
        }
      />
      <WaitingStat />
      <Stat
        name={t("home.sessions")}
        loading={loading}
        figure={format.number(sessions.reduce((sum, [, count]) => sum + count, 0))}
        detail={
          sessions.length === 0
            ? t("home.noSessions")
            : sessions
                .map(
                  ([transport, count]) =>
                    `${t(`transport.${transport}` as "transport.http", { defaultValue: transport })} ${format.number(count)}`,
                )
                .join(" · ")
        }
      />
    </section>
  );
}

interface StatProps {
  readonly name: string;
  readonly figure: string;
  readonly detail: string;
  readonly loading: boolean;
  readonly bad?: boolean;
  readonly children?: ReactNode;
}

function Stat({ name, figure, detail, loading, bad = false, children }: StatProps) {
  return (
    <div className={classes.stat}>
      <div className={classes.statName}>{name}</div>
      <div className={classes.statRow}>
        {loading ? (
          <Skeleton width={72} height={24} />
        ) : (
          <span className={classes.figure} data-meaning={bad ? "bad" : undefined}>
            {figure}
          </span>
        )}
        {children}
      </div>
      <div className={classes.detail}>{loading ? <Skeleton width={120} height={12} mt={4} /> : detail}</div>
    </div>
  );
}
