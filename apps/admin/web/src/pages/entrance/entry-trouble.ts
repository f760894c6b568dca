import type { TFunction } from "i18next";

/** Why an entrance did not open, in the reader's words. */
export function entryTrouble(t: TFunction, { status, headers }: Pick<Response, "status" | "headers">): string {
  if (status === 429) return tooMany(t, headers);
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

/** The same for the code that is asked for after the password. */
export function codeTrouble(t: TFunction, { status, headers }: Pick<Response, "status" | "headers">): string {
  if (status === 429) return tooMany(t, headers);
  const known: Readonly<Record<number, string>> = {
    400: t("entrance.code.unfit"),
    401: t("entrance.code.wrong"),
    404: t("entrance.code.late"),
    409: t("entrance.code.unreadable"),
    503: t("entrance.unavailable"),
    504: t("entrance.unavailable"),
  };
  return known[status] ?? t("entrance.failed");
}

function tooMany(t: TFunction, headers: Headers): string {
  const seconds = Number(headers.get("retry-after") ?? 1);
  return seconds > 120
    ? t("entrance.tooManyMinutes", { count: Math.ceil(seconds / 60) })
    : t("entrance.tooMany", { count: seconds });
}
