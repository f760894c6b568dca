import { useBlocker } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

/** Asks before leaving a page with changes that were not saved. */
export function useLeaveGuard(hasChanges: boolean): void {
  const { t } = useTranslation();
  useBlocker({
    // The browser's own question, as it also asks when the tab is closed.
    shouldBlockFn: () => hasChanges && !globalThis.confirm(t("confirm.leave")),
    enableBeforeUnload: hasChanges,
  });
}
