import type { i18n } from "i18next";
import { getI18n } from "react-i18next";
import type { en } from "./en.ts";
import { type Part, parts } from "./parts.ts";

export const languages = { en: "English", zh: "中文" } as const;
export type Language = keyof typeof languages;

/** The one namespace: a part is a branch of it. */
export const namespace = "console";

/** Loads a page and, beside it, the parts that it and what it shows speak. */
export function withTexts<Module>(names: readonly Part[], load: () => Promise<Module>): () => Promise<Module> {
  return async () => {
    const [module] = await Promise.all([load(), loadParts(getI18n(), names)]);
    return module;
  };
}

/** What the first view speaks. */
async function loadFirst(language: Language): Promise<typeof en> {
  return language === "zh" ? (await import("./zh.ts")).zh : (await import("./en.ts")).en;
}

/** What is loaded in the present language, in another one. */
export async function loadLanguage(i18n: i18n, language: Language): Promise<void> {
  const names = (Object.keys(parts) as Part[]).filter((name) => hasTexts(i18n, i18n.language, name));
  await Promise.all([
    hasTexts(i18n, language, "appName") ? undefined : addTexts(i18n, language, loadFirst(language)),
    ...names.map((name) => loadPart(i18n, language, name)),
  ]);
}

async function loadParts(i18n: i18n, names: readonly Part[]): Promise<void> {
  const language = i18n.language as Language;
  await Promise.all(names.map((name) => loadPart(i18n, language, name)));
  // Another one was chosen meanwhile.
  if (i18n.language !== language) await loadParts(i18n, names);
}

async function loadPart(i18n: i18n, language: Language, name: Part): Promise<void> {
  if (!hasTexts(i18n, language, name))
    await addTexts(
      i18n,
      language,
      parts[name][language]().then((texts) => ({ [name]: texts })),
    );
}

async function addTexts(i18n: i18n, language: Language, texts: Promise<object>): Promise<void> {
  i18n.addResourceBundle(language, namespace, await texts);
}

function hasTexts(i18n: i18n, language: string, key: Part | "appName"): boolean {
  return i18n.getResource(language, namespace, key) !== undefined;
}
