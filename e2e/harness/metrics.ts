/** One line of the Prometheus text format. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const LINE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (-?[0-9.eE+-]+|NaN|[+-]Inf)$/i;
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)",?/gy;

/** @throws Error for a line that is not of the text exposition format 0.0.4 */
export function parseMetrics(text: string): Sample[] {
  return text
    .split("\n")
    .filter((line) => line !== "" && !/^# (HELP|TYPE) [a-zA-Z_:][a-zA-Z0-9_:]* ./.test(line))
    .map(parseSample);
}

function parseSample(line: string): Sample {
  const [, name, labelText = "", value] = LINE.exec(line) ?? [];
  if (name === undefined) throw new Error(`Not a line of metrics: ${line}`);
  const labels = [...labelText.matchAll(LABEL)];
  if (labels.map(([whole]) => whole).join("") !== labelText) throw new Error(`Labels are malformed: ${line}`);
  return {
    name,
    labels: Object.fromEntries(labels.map(([, label = "", text = ""]) => [label, text])),
    value: Number(value),
  };
}
