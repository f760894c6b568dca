import {
  IconAlertTriangle,
  IconCheck,
  IconClockX,
  IconHandStop,
  IconHelp,
  IconHourglass,
  IconMessageQuestion,
  IconX,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Outcome } from "../../../src/contract/call.ts";
import { Tag } from "./tag.tsx";

const looks = {
  ok: { meaning: "good", icon: IconCheck },
  error: { meaning: "bad", icon: IconAlertTriangle },
  refused: { meaning: "bad", icon: IconHandStop },
  pending: { meaning: "waiting", icon: IconHourglass },
  timeout: { meaning: "bad", icon: IconClockX },
  cancelled: { meaning: "unknown", icon: IconX },
  input_required: { meaning: "waiting", icon: IconMessageQuestion },
  unknown: { meaning: "unknown", icon: IconHelp },
} as const;

export function OutcomeTag({ outcome }: { outcome: Outcome }) {
  const { t } = useTranslation();
  return (
    <Tag {...looks[outcome]} help={t(`outcomeHelp.${outcome}`)}>
      {t(`outcome.${outcome}`)}
    </Tag>
  );
}
