export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** Undefined for no values. */
export function spreadOf(values: readonly number[]): Spread | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const low = sorted[Math.ceil(middle) - 1];
  const high = sorted[Math.floor(middle)];
  const min = sorted[0];
  const max = sorted.at(-1);
  if (low === undefined || high === undefined || min === undefined || max === undefined) return undefined;
  return { median: (low + high) / 2, min, max };
}

/** A figure of one target in one round. */
export interface Sample {
  readonly target: string;
  readonly round: number;
}

/** Ours ÷ the peer's, round by round: what the machine did in a round, it did to both. */
export function ratioOf<S extends Sample>(
  samples: readonly S[],
  options: { ours: string; peer: string; pick: (sample: S) => number },
): Spread | undefined {
  const { ours, peer, pick } = options;
  const ratios = samples.flatMap((sample) => {
    if (sample.target !== ours) return [];
    const other = samples.find(({ target, round }) => target === peer && round === sample.round);
    return other === undefined ? [] : [pick(sample) / pick(other)];
  });
  return spreadOf(ratios.filter(Number.isFinite));
}

/** The order of a round: another one comes first each time, and the neighbours change sides every other round. */
export function orderOf<T>(items: readonly T[], round: number): T[] {
  const start = items.length === 0 ? 0 : round % items.length;
  const turned = [...items.slice(start), ...items.slice(0, start)];
  return round % 2 === 0 ? turned : turned.reverse();
}
