import { useTranslation } from "react-i18next";
import { useLiveState } from "../api/live-context.tsx";
import { useFormat } from "../format/format-context.tsx";
import classes from "./shell.module.css";

/** Whether what the page shows is of now. */
export function LiveDot() {
  const { t } = useTranslation();
  const format = useFormat();
  const { status, heardAt } = useLiveState();
  const text =
    status !== "stale"
      ? t(`live.${status}`)
      : heardAt === undefined
        ? t("live.staleUnknown")
        : t("live.stale", { time: format.clock(heardAt) });
  return (
    <span className={classes.live} data-status={status} role="status" title={t(`live.help.${status}`)}>
      <span className={classes.dot} aria-hidden />
      <span className={classes.liveText}>{text}</span>
    </span>
  );
}
