import { useTranslation } from "react-i18next";
import type { ApprovalScope } from "../../../../src/contract/approvals.ts";
import { useFormat } from "../../format/format-context.tsx";

/** What a decision covers, in words. */
export function useScopeText(): (scope: ApprovalScope) => string {
  const { t } = useTranslation();
  const format = useFormat();
  return (scope) =>
    scope.kind === "minutes"
      ? t("approvals.scope.minutes", { time: format.span(scope.minutes * 60_000) })
      : t(`approvals.scope.${scope.kind}`);
}
