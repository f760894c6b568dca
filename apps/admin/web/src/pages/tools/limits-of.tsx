import { useTranslation } from "react-i18next";
import type { Tool } from "../../../../src/contract/tool.ts";
import type { PolicyDocument } from "../../api/policy.ts";
import { Facts } from "../../components/section.tsx";
import { useFormat } from "../../format/format-context.tsx";
import { settingsOf } from "./switch-tools.ts";

/** How often it may be called, how long it may take, and how long its result may be. */
export function LimitsOf({ tool, document }: { tool: Tool; document: PolicyDocument }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { limits, output } = settingsOf(document, tool.name);
  const count = (given: PolicyDocument["limits"] | undefined) =>
    [
      given?.callsPerMinute !== undefined && t("tools.seen.perMinute", { count: given.callsPerMinute }),
      given?.callsPerDay !== undefined && t("tools.seen.perDay", { count: given.callsPerDay }),
      given?.inFlight !== undefined && t("tools.seen.inFlight", { count: given.inFlight }),
    ]
      .filter(Boolean)
      .join(", ") || t("tools.seen.noLimits");
  const bytes = output?.bytes ?? document.output.bytes;
  const tokens = output?.tokens ?? document.output.tokens;
  const longest = [
    bytes !== undefined && format.bytes(bytes),
    tokens !== undefined && t("tools.seen.tokens", { count: tokens }),
  ]
    .filter(Boolean)
    .join(", ");
  return (
    <Facts
      items={[
        [t("tools.seen.limitsTool"), count(limits)],
        [t("tools.seen.limitsCaller"), count(document.limits)],
        [t("tools.seen.output"), longest || t("tools.seen.noLimits")],
        [t("tools.seen.timeout"), format.duration(tool.timeoutMs)],
      ]}
    />
  );
}
