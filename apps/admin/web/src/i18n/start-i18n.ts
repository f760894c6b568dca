import i18next, { type i18n } from "i18next";
import { initReactI18next } from "react-i18next";
import { remembered } from "../app/remembered.ts";
import type { Messages } from "./en.ts";

export const languages = { en: "English", zh: "中文" } as const;
export type Language = keyof typeof languages;

const namespace = "console";

/** Loads the reader's language, and no other. */
export async function startI18n(): Promise<i18n> {
  const language = chosenLanguage();
  const i18n = i18next.createInstance();
  await i18n.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    ns: [namespace],
    defaultNS: namespace,
    resources: { [language]: { [namespace]: await loadMessages(language) } },
    // React escapes what it renders.
    interpolation: { escapeValue: false },
  });
  applyToDocument(i18n);
  return i18n;
}

export async function changeLanguage(i18n: i18n, language: Language): Promise<void> {
  if (!i18n.hasResourceBundle(language, namespace))
    i18n.addResourceBundle(language, namespace, await loadMessages(language));
  await i18n.changeLanguage(language);
  applyToDocument(i18n);
  remembered.set("language", language);
}

function chosenLanguage(): Language {
  const stored = remembered.get("language");
  if (stored === "en" || stored === "zh") return stored;
  return navigator.languages
    .find((tag) => /^(en|zh)\b/i.test(tag))
    ?.toLowerCase()
    .startsWith("zh")
    ? "zh"
    : "en";
}

async function loadMessages(language: Language): Promise<Messages> {
  return language === "zh" ? (await import("./zh.ts")).zh : (await import("./en.ts")).en;
}

function applyToDocument(i18n: i18n): void {
  document.documentElement.lang = i18n.language === "zh" ? "zh-CN" : "en";
  document.documentElement.dir = i18n.dir();
}
