import { IconAlertTriangle, IconCircleCheck, IconHistory, IconLockQuestion } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Tag } from "../../components/tag.tsx";
import { stateOfCredential, type CredentialRow } from "./credential-rows.ts";

const looks = {
  ready: { meaning: "good", icon: IconCircleCheck },
  oldKey: { meaning: "attention", icon: IconHistory },
  unreadable: { meaning: "bad", icon: IconAlertTriangle },
  notSet: { meaning: "attention", icon: IconLockQuestion },
} as const;

export function CredentialTag({ row }: { row: CredentialRow }) {
  const { t } = useTranslation();
  const state = stateOfCredential(row);
  return (
    <Tag {...looks[state]} help={t(`credentials.stateHelp.${state}`)}>
      {t(`credentials.state.${state}`)}
    </Tag>
  );
}
