import { IconChecklist, IconLogin2, IconPencilCog, IconTool } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Tag } from "../../components/tag.tsx";
import type { KindName } from "./activity-search.ts";

const icons = { call: IconTool, approval: IconChecklist, change: IconPencilCog, access: IconLogin2 } as const;

export function KindTag({ kind }: { kind: KindName }) {
  const { t } = useTranslation();
  return (
    <Tag meaning="unknown" icon={icons[kind]} help={t(`activity.kindHelp.${kind}`)}>
      {t(`activity.kinds.${kind}`)}
    </Tag>
  );
}
