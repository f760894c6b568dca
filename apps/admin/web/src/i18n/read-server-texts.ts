import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSync } from "vite";

/** A text in the server's sources; what is put into it is written `{}`. */
export interface ServerText {
  readonly text: string;
  /** From the root of the repository. */
  readonly path: string;
  /** Whether somebody is refused with it. */
  readonly isRefusal: boolean;
}

/** As much of a syntax tree (ESTree) as is looked at. */
interface Node {
  readonly type: string;
  readonly [field: string]: unknown;
}

const root = join(import.meta.dirname, "../../../../..");
const sentence = /^[A-Z`].* .*\.$/s;

/** Every text of the sources below `folders`, tests left out. */
export function readServerTexts(folders: readonly string[]): ServerText[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .map((name) => `${folder}/${name.replaceAll("\\", "/")}`)
      .filter((path) => path.endsWith(".ts") && !/\.test\.ts$|\/testing[/-]/.test(path))
      .flatMap(readTexts),
  );
}

function readTexts(path: string): ServerText[] {
  const nodes = [...walk(parseSync(path, readFileSync(join(root, path), "utf8")).program)];
  const refusals = nodes.filter(isRefusal);
  const messages = new Set(refusals.filter((node) => !isFault(node)).flatMap((node) => messagesOf(node) ?? []));
  const faults = new Set(refusals.filter(isFault).flatMap((node) => messagesOf(node) ?? []));
  // A message in a variable is one of the file's sentences.
  const isAnySentence = refusals.some((node) => messagesOf(node) === undefined);
  return nodes.flatMap((node) => {
    const text = textOf(node);
    if (text === undefined) return [];
    const isRefusal = messages.has(text) || (isAnySentence && sentence.test(text) && !faults.has(text));
    return [{ text, path, isRefusal }];
  });
}

/** `new AppError(code, message)`, or `translate(work, code, message)`, which makes one. */
function isRefusal({ type, callee }: Node): boolean {
  const name = (callee as Node | undefined)?.["name"];
  return (type === "NewExpression" && name === "AppError") || (type === "CallExpression" && name === "translate");
}

/** Of these nobody is told more than that there is one. */
function isFault(node: Node): boolean {
  return textOf(argumentsOf(node)[0]) === "internal";
}

/** Undefined: it is in a variable. */
function messagesOf(node: Node): string[] | undefined {
  const message = argumentsOf(node)[node.type === "NewExpression" ? 1 : 2];
  const choices = message?.type === "ConditionalExpression" ? [message["consequent"], message["alternate"]] : [message];
  const texts = choices.map((choice) => textOf(choice as Node | undefined));
  return texts.every((text) => text !== undefined) ? texts : undefined;
}

function argumentsOf(node: Node): readonly Node[] {
  return node["arguments"] as readonly Node[];
}

function textOf(node: Node | undefined): string | undefined {
  if (node?.type === "Literal" && typeof node["value"] === "string") return node["value"];
  if (node?.type !== "TemplateLiteral") return undefined;
  return (node["quasis"] as { value: { cooked: string } }[]).map(({ value }) => value.cooked).join("{}");
}

function* walk(value: unknown): Generator<Node> {
  if (typeof value !== "object" || value === null) return;
  if ("type" in value && typeof value.type === "string") yield value as Node;
  for (const child of Object.values(value)) yield* walk(child);
}
