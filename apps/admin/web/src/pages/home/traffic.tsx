import { ActionIcon, SegmentedControl, Skeleton, Title, useComputedColorScheme } from "@mantine/core";
import { IconChartLine, IconTable } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { lazy, Suspense, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Bucket } from "../../../../src/contract/call.ts";
import { histogramQuery } from "../../api/queries.ts";
import { ranges, type RangeName } from "../../app/search.ts";
import { Empty, Failed } from "../../components/states.tsx";
import { useFormat } from "../../format/format-context.tsx";
import classes from "./home.module.css";

const TimeChart = lazy(() =>
  import("../../components/time-chart.tsx").then((module) => ({ default: module.TimeChart })),
);
const TrafficTable = lazy(async () => ({ default: (await import("./traffic-table.tsx")).TrafficTable }));
const route = getRouteApi("/");
const height = 190;
const dayMs = 86_400_000;

/** What came in over the chosen time, as a chart or as the same figures in a table. */
export function Traffic() {
  const { t } = useTranslation();
  const { range = "1h", show = "traffic" } = route.useSearch();
  const navigate = route.useNavigate();
  const [asTable, setAsTable] = useState(false);
  const [point, setPoint] = useState<number>();
  const query = useQuery(histogramQuery(ranges[range]));
  const buckets = query.data?.buckets;
  const other = t(asTable ? "actions.showChart" : "actions.showTable");

  return (
    <section className={classes.traffic} aria-label={t("home.traffic")}>
      <div className={classes.trafficHead}>
        <Title order={2}>{t(`home.${show}`)}</Title>
        <Readout buckets={buckets} point={point} range={range} />
        <SegmentedControl
          size="xs"
          aria-label={t("home.chartKind")}
          value={show}
          onChange={(value) =>
            void navigate({
              search: (old) => ({ ...old, show: value === "durations" ? "durations" : undefined }),
              replace: true,
            })
          }
          data={[
            { value: "traffic", label: t("home.traffic") },
            { value: "durations", label: t("home.durations") },
          ]}
        />
        <SegmentedControl
          size="xs"
          aria-label={t("home.range")}
          value={range}
          onChange={(value) =>
            void navigate({ search: (old) => ({ ...old, range: value as RangeName }), replace: true })
          }
          data={Object.keys(ranges).map((name) => ({ value: name, label: t(`home.ranges.${name as RangeName}`) }))}
        />
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={other}
          title={other}
          aria-pressed={asTable}
          onClick={() => setAsTable(!asTable)}
        >
          {asTable ? <IconChartLine size={18} stroke={1.75} /> : <IconTable size={18} stroke={1.75} />}
        </ActionIcon>
      </div>
      <div className={asTable ? classes.tableSpace : classes.chartSpace}>
        {buckets === undefined ? (
          query.isError ? (
            <Failed query={query} compact />
          ) : (
            <Skeleton height={height} />
          )
        ) : buckets.every(({ calls }) => calls === 0) ? (
          <Empty title={t("home.noTraffic")} help={t("home.noTrafficHelp")}>
            <Link to="/activity">{t("home.connect")}</Link>
          </Empty>
        ) : (
          <Suspense fallback={<Skeleton height={height} />}>
            {asTable ? (
              <TrafficTable buckets={buckets} />
            ) : (
              <Chart buckets={buckets} show={show} range={range} onPoint={setPoint} />
            )}
          </Suspense>
        )}
      </div>
    </section>
  );
}

interface ChartProps {
  readonly buckets: readonly Bucket[];
  readonly show: "traffic" | "durations";
  readonly range: RangeName;
  readonly onPoint: (at: number | undefined) => void;
}

function Chart({ buckets, show, range, onPoint }: ChartProps) {
  const { t, i18n } = useTranslation();
  const scheme = useComputedColorScheme("light");
  const format = useFormat();
  const times = useMemo(() => buckets.map(({ startedAt }) => startedAt), [buckets]);
  const series = useMemo(
    () =>
      show === "traffic"
        ? [
            {
              label: t("home.calls"),
              color: "--mantine-primary-color-filled",
              filled: true,
              values: buckets.map(({ calls }) => calls),
            },
            { label: t("home.failedCalls"), color: "--bad", values: buckets.map(({ failed }) => failed) },
            { label: t("home.refusedCalls"), color: "--attention", values: buckets.map(({ refused }) => refused) },
          ]
        : [
            {
              label: "p95",
              color: "--mantine-primary-color-filled",
              values: buckets.map(({ calls, p95Ms }) => (calls === 0 ? null : p95Ms)),
            },
            {
              label: "p50",
              color: "--unknown",
              values: buckets.map(({ calls, p50Ms }) => (calls === 0 ? null : p50Ms)),
            },
          ],
    [buckets, show, t],
  );
  return (
    <TimeChart
      key={[scheme, i18n.language, show, range].join()}
      times={times}
      series={series}
      height={height}
      summary={useSummary(buckets, range)}
      formatTime={ranges[range].spanMs > dayMs ? format.day : format.timeOfDay}
      formatValue={show === "traffic" ? format.compact : format.duration}
      onPoint={onPoint}
    />
  );
}

/** The figures under the crosshair, or of the whole range. */
function Readout({
  buckets,
  point,
  range,
}: {
  buckets: readonly Bucket[] | undefined;
  point: number | undefined;
  range: RangeName;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const summary = useSummary(buckets ?? [], range);
  const bucket = point === undefined ? undefined : buckets?.[point];
  if (buckets === undefined) return <span className={classes.readout} />;
  if (bucket === undefined) return <span className={classes.readout}>{summary}</span>;
  return (
    <span className={classes.readout}>
      {format.clock(bucket.startedAt)} {t("home.perBucket", { step: format.span(ranges[range].stepMs) })} ·{" "}
      <b>{format.number(bucket.calls)}</b> {t("home.calls")} · <b>{format.number(bucket.failed)}</b>{" "}
      {t("home.failedCalls")} · <b>{format.number(bucket.refused)}</b> {t("home.refusedCalls")}
      {bucket.calls > 0 && (
        <>
          {" · "}p50 <b>{format.duration(bucket.p50Ms)}</b> · p95 <b>{format.duration(bucket.p95Ms)}</b>
        </>
      )}
    </span>
  );
}

function useSummary(buckets: readonly Bucket[], range: RangeName): string {
  const { t } = useTranslation();
  const format = useFormat();
  const sum = (name: "calls" | "failed" | "refused") => buckets.reduce((total, bucket) => total + bucket[name], 0);
  return t("home.chartSummary", {
    count: sum("calls"),
    failed: format.number(sum("failed")),
    refused: format.number(sum("refused")),
    range: t(`home.ranges.${range}`),
  });
}
