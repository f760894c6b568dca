export interface Problem {
  readonly text: string;
  /** The first row it is about: problems are told in this order, and none about rows that retention takes. */
  readonly id?: string | undefined;
}

export interface Problems {
  add(problem: Problem): void;
  /** The oldest hundred, without those about rows below `bound`. */
  list(bound: string | undefined): string[];
}

const listMax = 100;
/** More than are told: retention may take some. */
const keptMax = 1000;

export function createProblems(): Problems {
  const kept: Problem[] = [];
  return {
    add(problem) {
      if (kept.length < keptMax) kept.push(problem);
    },
    list: (bound = "") =>
      kept
        .filter(({ id }) => id === undefined || id >= bound)
        .sort((a, b) => ((a.id ?? "") < (b.id ?? "") ? -1 : 1))
        .slice(0, listMax)
        .map(({ text }) => text),
  };
}
