import { createGlob, type Matches } from "./glob.ts";

/** Whether any pattern fits; one that is a plain name fits wherever that name stands. */
export function createExclude(patterns: readonly string[]): Matches {
  const names = new Set(patterns.filter((pattern) => !/[*?[{\\/]/.test(pattern)));
  const globs = patterns.filter((pattern) => !names.has(pattern)).map(createGlob);
  return (path) => names.has(path.slice(path.lastIndexOf("/") + 1)) || globs.some((matches) => matches(path));
}
