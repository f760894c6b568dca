import { useBlocker } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

/** Asks before leaving a page with something that would be lost; `question` where that is not a change. */
export function useLeaveGuard(hasChanges: boolean, question?: string): void {
  const { t } = useTranslation();
  useBlocker({
    // The browser's own question, as it also asks when the tab is closed.
    shouldBlockFn: () => hasChanges && !globalThis.confirm(question ?? t("confirm.leave")),
    enableBeforeUnload: hasChanges,
  });
}
