import { findingsZh } from "./findings-zh.ts";
import { placesZh, problemsZh } from "./problems-zh.ts";
import { refusalsZh } from "./refusals-zh.ts";
import { wordsZh } from "./server-words-zh.ts";

interface Template {
  readonly pattern: RegExp;
  readonly names: readonly string[];
  readonly chinese: string;
  /** How many characters of it are no value: of several templates that fit, the one with the most is meant. */
  readonly fixed: number;
}

type Lookup = (message: string) => string | undefined;

const placeholder = /\{(\w+)\}/g;
const findRefusal = createLookup({ ...refusalsZh, ...findingsZh });
const findProblem = createLookup(problemsZh);

/** What the server refused with, or found, in Chinese; what is not known comes back as it is. */
export function translateRefusal(message: string): string {
  return findRefusal(message) ?? message;
}

/** A lookup in pairs of an English message and the Chinese one, both with `{name}` where values are. */
function createLookup(pairs: Readonly<Record<string, string>>): Lookup {
  const exact = new Map(Object.entries(pairs));
  const templates = Object.entries(pairs)
    .filter(([english]) => english.search(placeholder) !== -1)
    .map(([english, chinese]) => toTemplate(english, chinese))
    .toSorted((one, other) => other.fixed - one.fixed);
  return (message) => exact.get(message) ?? fillFirst(templates, message);
}

function toTemplate(english: string, chinese: string): Template {
  const names = [...english.matchAll(placeholder)].map(([, name = ""]) => name);
  const fixed = english.split(/\{\w+\}/);
  return {
    names,
    chinese,
    pattern: new RegExp(`^${fixed.map(escapeForRegExp).join("(.*?)")}$`, "s"),
    fixed: fixed.join("").length,
  };
}

function escapeForRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
}

function fillFirst(templates: readonly Template[], message: string): string | undefined {
  for (const { pattern, names, chinese } of templates) {
    const found = pattern.exec(message);
    if (found === null) continue;
    const values = new Map(names.map((name, at) => [name, found[at + 1] ?? ""]));
    return chinese.replace(placeholder, (_, name: string) => translateValue(name, values.get(name) ?? ""));
  }
  return undefined;
}

function translateValue(name: string, value: string): string {
  if (name === "reason") return translateRefusal(value);
  if (name === "problems") return value.split("\n").map(translateProblems).join("\n");
  if (name === "word") return wordOf(wordsZh, value);
  if (name === "words")
    return value
      .split(", ")
      .map((word) => wordOf(wordsZh, word))
      .join("、");
  return value;
}

/** `name: is empty; tools.0: is empty`, with `- ` before it in a list. */
function translateProblems(line: string): string {
  const [, bullet = "", list = ""] = /^(- )?(.*)$/s.exec(line) ?? [];
  return (
    bullet +
    list
      .split(/; (?=[^;:]+: )/)
      .map(translateProblem)
      .join("；")
  );
}

/** What is wrong, after the place where it is: `line 3: rules[0].id: is empty`. */
function translateProblem(problem: string): string {
  for (let from = 0; ;) {
    const chinese = findProblem(problem.slice(from));
    if (chinese !== undefined) return translatePlace(problem.slice(0, from)) + chinese;
    const colon = problem.indexOf(": ", from);
    if (colon === -1) return problem;
    from = colon + 2;
  }
}

function translatePlace(place: string): string {
  const parts = place.split(": ").map((part) => wordOf(placesZh, part.replace(/^line (\d+|\?)$/, "第 $1 行")));
  return parts.join("：");
}

function wordOf(words: Readonly<Record<string, string>>, word: string): string {
  return (Object.hasOwn(words, word) ? words[word] : undefined) ?? word;
}
