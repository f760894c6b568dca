import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { createFormat, type Format } from "./create-format.ts";

const FormatContext = createContext<Format | undefined>(undefined);
const NowContext = createContext(0);
const renewMs = 5000;

/** Gives the page its formats, made once per language, and one clock for everyone who shows how long ago something was. */
export function FormatProvider({ children }: { children: ReactNode }) {
  const { t, i18n } = useTranslation();
  const format = useMemo(() => createFormat(localeOf(i18n.language), t("time.now")), [t, i18n.language]);
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), renewMs);
    return () => clearInterval(timer);
  }, []);
  return (
    <FormatContext value={format}>
      <NowContext value={now}>{children}</NowContext>
    </FormatContext>
  );
}

export function useFormat(): Format {
  const format = useContext(FormatContext);
  if (format === undefined) throw new Error("FormatProvider is missing");
  return format;
}

/** The time, renewed every five seconds. */
export function useNow(): number {
  return useContext(NowContext);
}

/** A reader in Britain who reads English gets British dates. */
function localeOf(language: string): string {
  return language === "zh" ? "zh-CN" : (navigator.languages.find((tag) => tag.startsWith("en")) ?? "en");
}
