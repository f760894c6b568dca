import { IconBroadcast, IconEar, IconPlugConnected, IconTerminal2 } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { McpSession } from "../../../../src/contract/sessions.ts";
import { Tag } from "../../components/tag.tsx";

const icons = { http: IconPlugConnected, sse: IconBroadcast, listen: IconEar, stdio: IconTerminal2 } as const;

export function TransportTag({ transport }: Pick<McpSession, "transport">) {
  const { t } = useTranslation();
  return (
    <Tag meaning="unknown" icon={icons[transport]} help={t(`sessions.transportHelp.${transport}`)}>
      {t(`sessions.transports.${transport}`)}
    </Tag>
  );
}
