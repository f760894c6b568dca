import { Counter, Histogram, type Registry } from "prom-client";

/*
 * prom-client checks the labels and joins them to a key for every addition, and a call over HTTP makes four of them.
 * Here a series is found once, counts in plain numbers, and is written out when it is read.
 */

export interface TallyOptions {
  readonly name: string;
  readonly help: string;
  readonly labelNames: string[];
  readonly registers: Registry[];
}

type Labels = Readonly<Record<string, string>>;

/** Adds one to the series of these labels, which is asked for once and kept. */
export function createCounts(options: TallyOptions): (labels: Labels) => () => void {
  const series: { readonly labels: Labels; added: number }[] = [];
  const counter = new Counter({
    ...options,
    collect() {
      for (const one of series) {
        counter.inc(one.labels, one.added);
        one.added = 0;
      }
    },
  });
  return (labels) => {
    const own = { labels, added: 0 };
    series.push(own);
    return () => {
      own.added += 1;
    };
  };
}

/** Observes a duration, given in milliseconds and kept in seconds, in the series of these labels. */
export function createDurations({
  buckets,
  ...options
}: TallyOptions & { readonly buckets: readonly number[] }): (labels: Labels) => (ms: number) => void {
  const histogram = new Durations(options, buckets);
  return (labels) => {
    const tally = new Tally(labels, buckets);
    histogram.series.push(tally);
    return (ms) => tally.observe(ms / 1_000);
  };
}

class Tally {
  readonly #labels: Labels;
  readonly #bounds: readonly number[];
  /** One more than there are bounds: the last holds what is over them all. */
  readonly #counts: number[];
  #sum = 0;

  constructor(labels: Labels, bounds: readonly number[]) {
    this.#labels = labels;
    this.#bounds = bounds;
    this.#counts = Array.from({ length: bounds.length + 1 }, () => 0);
  }

  observe(value: number): void {
    const bounds = this.#bounds;
    let index = 0;
    while (index < bounds.length && value > (bounds[index] ?? 0)) index += 1;
    this.#counts[index] = (this.#counts[index] ?? 0) + 1;
    this.#sum += value;
  }

  /** Each bucket holds the smaller ones too, as the exposition format has it. */
  values(name: string): Value[] {
    let count = 0;
    const buckets = [...this.#bounds, "+Inf"].map((le, index) => {
      count += this.#counts[index] ?? 0;
      return this.#value(`${name}_bucket`, count, { le });
    });
    return [...buckets, this.#value(`${name}_sum`, this.#sum), this.#value(`${name}_count`, count)];
  }

  #value(metricName: string, value: number, labels: Value["labels"] = {}): Value {
    return { metricName, value, labels, sharedLabels: this.#labels };
  }
}

interface Value {
  readonly metricName: string;
  readonly value: number;
  readonly labels: Record<string, string | number>;
  readonly sharedLabels: Labels;
}

class Durations extends Histogram {
  readonly series: Tally[] = [];
  readonly #about: { readonly name: string; readonly help: string };

  constructor(options: TallyOptions, buckets: readonly number[]) {
    super({ ...options, buckets: [...buckets] });
    this.#about = options;
  }

  /** What the registry, and `get`, read a histogram by; prom-client's types do not tell. */
  async getForPromString(): Promise<object> {
    const { name, help } = this.#about;
    const values = this.series.flatMap((tally) => tally.values(name));
    return { name, help, type: "histogram", aggregator: "sum", values };
  }
}
