import classes from "./chart.module.css";

const width = 120;
const height = 32;

/** A row of figures as a small zero-based area; decoration, the figure beside it carries the meaning. */
export function Sparkline({ values }: { values: readonly number[] }) {
  if (values.length < 2) return null;
  const top = Math.max(1, ...values);
  const points = values.map(
    (value, at) =>
      `${((at / (values.length - 1)) * width).toFixed(1)},${(height - 1 - (value / top) * (height - 3)).toFixed(1)}`,
  );
  return (
    <svg className={classes.sparkline} viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden>
      <path className={classes.sparkArea} d={`M0,${height} L${points.join(" L")} L${width},${height} Z`} />
      <path className={classes.sparkLine} d={`M${points.join(" L")}`} vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
