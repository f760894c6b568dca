import { IconEye, IconFlame, IconPencil } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Access } from "../../../src/contract/tool.ts";
import { Tag } from "./tag.tsx";

const looks = {
  read: { meaning: "unknown", icon: IconEye },
  write: { meaning: "attention", icon: IconPencil },
  destructive: { meaning: "bad", icon: IconFlame },
} as const;

export function AccessTag({ access }: { access: Access }) {
  const { t } = useTranslation();
  return (
    <Tag {...looks[access]} help={t(`accessHelp.${access}`)}>
      {t(`access.${access}`)}
    </Tag>
  );
}
