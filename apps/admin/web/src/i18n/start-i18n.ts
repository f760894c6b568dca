import i18next, { type i18n } from "i18next";
import { initReactI18next } from "react-i18next";
import { remembered } from "../app/remembered.ts";
import { type Language, loadLanguage, namespace } from "./texts.ts";

/** In the reader's language, without texts yet. */
export function createI18n(): i18n {
  const i18n = i18next.createInstance();
  void i18n.use(initReactI18next).init({
    lng: chosenLanguage(),
    fallbackLng: false,
    ns: [namespace],
    defaultNS: namespace,
    resources: {},
    // There is nothing to wait for.
    initAsync: false,
    // React escapes what it renders.
    interpolation: { escapeValue: false },
    // A page without one of its texts is at fault; see withTexts.
    parseMissingKeyHandler(key, substitute) {
      if (substitute === undefined) reportError(new Error(`No text is loaded for ${key}`));
      return substitute ?? key;
    },
  });
  applyToDocument(i18n);
  return i18n;
}

export async function changeLanguage(i18n: i18n, language: Language): Promise<void> {
  await loadLanguage(i18n, language);
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

function applyToDocument(i18n: i18n): void {
  document.documentElement.lang = i18n.language === "zh" ? "zh-CN" : "en";
  document.documentElement.dir = i18n.dir();
}
