import { useEffect, useEffectEvent, useMemo, useRef } from "react";
import UPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import classes from "./chart.module.css";

export interface ChartSeries {
  readonly label: string;
  /** A CSS custom property of the theme. */
  readonly color: string;
  readonly filled?: boolean;
  readonly values: readonly (number | null)[];
}

interface TimeChartProps {
  /** Milliseconds since the epoch, one for each value. */
  readonly times: readonly number[];
  readonly series: readonly ChartSeries[];
  readonly height: number;
  /** What the chart says, for those who do not see it. */
  readonly summary: string;
  formatTime(at: number): string;
  formatValue(value: number): string;
  /** The point under the crosshair. */
  onPoint(at: number | undefined): void;
}

const labelSpace = 72;
const lineHeight = 15;

/**
 * Lines over time: zero-based, labelled at their end, with a crosshair.
 * Only the figures may change later: give it another `key` when its lines, formats or colours do.
 */
export function TimeChart(props: TimeChartProps) {
  const { times, series, height, summary } = props;
  const host = useRef<HTMLDivElement>(null);
  const chart = useRef<UPlot>(undefined);
  const data = useMemo(
    () => [[...times], ...series.map(({ values }) => [...values])] as UPlot.AlignedData,
    [times, series],
  );
  const build = useEffectEvent((element: HTMLElement) => new UPlot(optionsOf(props, element), data, element));

  useEffect(() => {
    const element = host.current;
    if (element === null) return;
    const made = build(element);
    chart.current = made;
    const observer = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
    };
  }, [height]);

  useEffect(() => chart.current?.setData(data), [data]);

  return <div ref={host} className={classes.chart} role="img" aria-label={summary} />;
}

function optionsOf(
  { series, height, formatTime, formatValue, onPoint }: TimeChartProps,
  element: HTMLElement,
): UPlot.Options {
  const theme = getComputedStyle(element);
  const color = (name: string) => theme.getPropertyValue(name).trim();
  const font = `12px ${theme.fontFamily}`;
  const labels = series.map((one) => ({ text: one.label, color: color(one.color) }));
  const axis = {
    stroke: color("--mantine-color-dimmed"),
    font,
    ticks: { show: false },
    grid: { stroke: color("--line"), width: 1 },
  };
  return {
    width: element.clientWidth,
    height,
    ms: 1,
    padding: [8, labelSpace, 0, 0],
    legend: { show: false },
    cursor: { drag: { x: false, y: false, setScale: false }, points: { size: 7 }, y: false },
    scales: { y: { range: (_chart, _low, high) => [0, Math.max(1, (high ?? 0) * 1.1)] } },
    axes: [
      { ...axis, grid: { show: false }, values: (_chart, splits) => splits.map(formatTime), space: 72, size: 28 },
      { ...axis, values: (_chart, splits) => splits.map(formatValue), space: 36, size: 52 },
    ],
    series: [
      {},
      ...series.map((one) => ({
        label: one.label,
        stroke: color(one.color),
        width: 1.75,
        points: { show: false },
        ...(one.filled === true ? { fill: `${color(one.color)}22` } : {}),
      })),
    ],
    hooks: {
      setCursor: [({ cursor }) => onPoint(cursor.idx ?? undefined)],
      draw: [(drawn) => drawLabels(drawn, labels, font)],
    },
  };
}

/** Names each line at its last value, pushed apart where they would overlap. A line that never leaves zero stays unnamed. */
function drawLabels(chart: UPlot, labels: readonly { text: string; color: string }[], font: string): void {
  const { ctx, bbox } = chart;
  const scale = devicePixelRatio;
  const placed = labels
    .map((label, at) => ({ ...label, y: lastPosition(chart, at + 1) }))
    .filter((label): label is typeof label & { y: number } => label.y !== undefined)
    .toSorted((a, b) => b.y - a.y);
  ctx.save();
  ctx.font = font.replace("12px", `${12 * scale}px`);
  ctx.textBaseline = "middle";
  ctx.textAlign = "left";
  let below = Infinity;
  for (const { text, color, y } of placed) {
    below = Math.min(y, below - lineHeight * scale);
    ctx.fillStyle = color;
    ctx.fillText(text, bbox.left + bbox.width + 8 * scale, below);
  }
  ctx.restore();
}

function lastPosition(chart: UPlot, series: number): number | undefined {
  const values = Array.from<number | null | undefined>(chart.data[series] ?? []);
  const last = values.findLast((value) => value !== null && value !== undefined);
  if (last === null || last === undefined || !values.some((value) => (value ?? 0) > 0)) return undefined;
  return chart.valToPos(last, "y", true);
}
