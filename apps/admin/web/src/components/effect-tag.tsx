import { IconCheck, IconHandStop, IconUserQuestion } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Effect } from "../api/policy.ts";
import { Tag } from "./tag.tsx";

const looks = {
  allow: { meaning: "good", icon: IconCheck },
  ask: { meaning: "waiting", icon: IconUserQuestion },
  refuse: { meaning: "bad", icon: IconHandStop },
} as const;

/** What a rule does with a call. */
export function EffectTag({ effect }: { effect: Effect }) {
  const { t } = useTranslation();
  return (
    <Tag {...looks[effect]} help={t(`rules.effectHelp.${effect}`)}>
      {t(`rules.effects.${effect}`)}
    </Tag>
  );
}
