import { Button, Group, Menu } from "@mantine/core";
import { IconDownload, IconShieldCheck } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "../../app/use-me.ts";
import { useNow } from "../../format/format-context.tsx";
import type { ActivitySearch } from "./activity-search.ts";
import { exportAddress } from "./audit-parameters.ts";
import { SavedFilters } from "./saved-filters-menu.tsx";
import { VerifyChain } from "./verify-chain.tsx";

const formats = ["csv", "jsonl"] as const;

/** What can be done with the audit as a whole. */
export function AuditActions({ search }: { search: ActivitySearch }) {
  const { t } = useTranslation();
  const may = useMay();
  const now = useNow();
  const [isChecking, setChecking] = useState(false);
  return (
    <Group gap="xs">
      <SavedFilters search={search} />
      {may("audit.export") && (
        <Menu position="bottom-end">
          <Menu.Target>
            <Button variant="default" size="xs" leftSection={<IconDownload size={14} aria-hidden />}>
              {t("activity.export")}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Label>{t("activity.exportHelp")}</Menu.Label>
            {formats.map((format) => (
              <Menu.Item key={format} component="a" href={exportAddress(search, format, now)} download>
                {t(`activity.exportAs.${format}`)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      <Button
        variant="default"
        size="xs"
        leftSection={<IconShieldCheck size={14} aria-hidden />}
        onClick={() => setChecking(true)}
      >
        {t("activity.verify")}
      </Button>
      {isChecking && <VerifyChain onClose={() => setChecking(false)} />}
    </Group>
  );
}
