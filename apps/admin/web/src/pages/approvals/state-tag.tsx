import { IconCheck, IconClockX, IconHandStop, IconHelp, IconHourglass, IconPlayerPlay } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Approval } from "../../../../src/contract/approvals.ts";
import { Tag } from "../../components/tag.tsx";

const looks = {
  waiting: { meaning: "waiting", icon: IconHourglass },
  approved: { meaning: "good", icon: IconCheck },
  used: { meaning: "good", icon: IconPlayerPlay },
  refused: { meaning: "bad", icon: IconHandStop },
  expired: { meaning: "unknown", icon: IconClockX },
  unknown: { meaning: "attention", icon: IconHelp },
} as const;

export function StateTag({ state }: { state: Approval["state"] }) {
  const { t } = useTranslation();
  return (
    <Tag {...looks[state]} help={t(`approvals.stateHelp.${state}`)}>
      {t(`approvals.state.${state}`)}
    </Tag>
  );
}
