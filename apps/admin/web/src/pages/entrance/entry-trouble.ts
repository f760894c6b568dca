import type { TFunction } from "i18next";

/** Why an entrance did not open, in the reader's words. */
export function entryTrouble(t: TFunction, { status, headers }: Pick<Response, "status" | "headers">): string {
  if (status === 429) return t("entrance.tooMany", { count: Number(headers.get("retry-after") ?? 1) });
  const known: Readonly<Record<number, string>> = {
    400: t("entrance.unfit"),
    401: t("entrance.wrong"),
    404: t("entrance.noLinkHelp"),
    409: t("entrance.taken"),
    503: t("entrance.unavailable"),
    504: t("entrance.unavailable"),
  };
  return known[status] ?? t("entrance.failed");
}
