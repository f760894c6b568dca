import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { createFormat, type Format } from "./create-format.ts";

export function useFormat(): Format {
  const { t, i18n } = useTranslation();
  return useMemo(
    () => createFormat(i18n.language === "zh" ? "zh-CN" : englishOf(navigator.languages), t("time.now")),
    [t, i18n.language],
  );
}

/** A reader in Britain who reads English gets British dates. */
function englishOf(tags: readonly string[]): string {
  return tags.find((tag) => tag.startsWith("en")) ?? "en";
}
