import { useNavigate } from "@tanstack/react-router";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { useLiveEvent } from "../api/live-context.tsx";
import { chime, wantsAlert } from "./alerts.ts";

/** Tells, as far as that was asked for, that another call waits while nobody looks at the page. */
export function useApprovalAlerts(): void {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const newest = useRef<string>(undefined);
  const isFirst = useRef(true);

  useLiveEvent("approvals", ({ count, newestId }) => {
    // Ids sort by when they were made; what waited already when the page was opened is no news.
    const isNews = !isFirst.current && newestId !== undefined && newestId > (newest.current ?? "");
    isFirst.current = false;
    newest.current = newestId ?? newest.current;
    if (!isNews || !document.hidden) return;
    if (wantsAlert("sound")) chime();
    if (wantsAlert("notification")) show(count, newestId);
  });

  function show(count: number, id: string) {
    // The tag replaces the one before: ten calls are one notice. Arguments are for signed-in eyes.
    const notice = new Notification(t("waiting.notice", { count }), {
      tag: "mcp-tools.approvals",
      body: t("waiting.noticeBody"),
    });
    notice.addEventListener("click", () => {
      focus();
      notice.close();
      void navigate({ to: "/approvals/$approvalId", params: { approvalId: id } });
    });
  }
}
