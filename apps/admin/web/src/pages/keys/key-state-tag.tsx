import {
  IconBan,
  IconCheck,
  IconCircleDashed,
  IconClockExclamation,
  IconClockX,
  IconRefreshDot,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Tag } from "../../components/tag.tsx";
import type { KeyState } from "./key-states.ts";

const looks = {
  active: { meaning: "good", icon: IconCheck },
  unused: { meaning: "unknown", icon: IconCircleDashed },
  expiring: { meaning: "attention", icon: IconClockExclamation },
  expired: { meaning: "bad", icon: IconClockX },
  revoked: { meaning: "bad", icon: IconBan },
  rotating: { meaning: "waiting", icon: IconRefreshDot },
} as const;

export function KeyStateTag({ state }: { state: KeyState }) {
  const { t } = useTranslation();
  return (
    <Tag {...looks[state]} help={t(`keys.stateHelp.${state}`)}>
      {t(`keys.states.${state}`)}
    </Tag>
  );
}
