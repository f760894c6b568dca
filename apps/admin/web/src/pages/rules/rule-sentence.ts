import type { TFunction } from "i18next";
import type { ArgumentMatch, Rule } from "../../api/policy.ts";
import { comparisonOf } from "./rule-values.ts";

const listMax = 4;
const valueMax = 60;

/** What a rule does, as a sentence. Whatever it names is set apart, so that its own direction cannot turn the sentence around. */
export function ruleSentence({ effect, match }: Pick<Rule, "effect" | "match">, t: TFunction): string {
  const { principals, toolsets, arguments: conditions } = match;
  const sentence = t(`rules.says.${effect}`, {
    callers: principals === undefined ? t("rules.says.everyone") : list(principals, t),
    tools: toolsOf(match, t),
    via: toolsets === undefined ? "" : t("rules.says.via", { toolsets: list(toolsets, t) }),
    when:
      conditions === undefined
        ? ""
        : t("rules.says.when", {
            conditions: conditions.map((one) => conditionText(one, t)).join(t("rules.says.and")),
          }),
  });
  // Chinese is written with a space beside a name in Latin characters, and with none elsewhere.
  return sentence
    .replaceAll(/(?<=\p{Script=Han}) (?=\p{Script=Han})/gu, "")
    .replaceAll(/(?<=\p{Script=Han})(?=\u2068)|(?<=\u2069)(?=\p{Script=Han})/gu, " ");
}

function toolsOf({ tools, access }: Rule["match"], t: TFunction): string {
  const kinds = access?.map((kind) => t(`rules.says.${kind}Tools`)).join(t("rules.says.or"));
  if (tools === undefined) return kinds ?? t("rules.says.allTools");
  const named = list(tools, t);
  return kinds === undefined
    ? named
    : t("rules.says.toolsOf", {
        tools: named,
        access: access?.map((kind) => t(`access.${kind}`).toLowerCase()).join(t("rules.says.or")),
      });
}

function conditionText(condition: ArgumentMatch, t: TFunction): string {
  const comparison = comparisonOf(condition);
  const value = condition[comparison];
  const texts = {
    argument: condition.pointer === "" ? t("rules.says.wholeArgument") : isolate(condition.pointer),
    value: Array.isArray(value) ? list(value.map(asText), t) : isolate(asText(value)),
  };
  return condition.not === true
    ? t(`rules.says.not.${comparison}`, texts)
    : comparison === "exists" && value === false
      ? t("rules.says.not.exists", texts)
      : t(`rules.says.${comparison}`, texts);
}

function list(items: readonly string[], t: TFunction): string {
  const shown = items.slice(0, listMax).map(isolate);
  if (items.length > listMax) shown.push(`… (${items.length})`);
  return shown.join(t("rules.says.or"));
}

const asText = (value: unknown) =>
  typeof value === "string" && value.trim() !== "" ? value : (JSON.stringify(value) ?? "");

/** First strong isolate … pop directional isolate (UAX 9). */
function isolate(text: string): string {
  return `\u2068${text.length > valueMax ? `${text.slice(0, valueMax)}…` : text}\u2069`;
}
