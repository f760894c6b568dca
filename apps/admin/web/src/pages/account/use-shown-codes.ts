import { useTranslation } from "react-i18next";
import type { ShownOnce } from "../../components/secret-dialog.tsx";

/** Backup codes as they are shown, this once. */
export function useShownCodes(): (backupCodes: readonly string[]) => ShownOnce {
  const { t } = useTranslation();
  return (backupCodes) => ({
    secret: backupCodes.join("\n"),
    label: t("account.second.backupCodes"),
    help: t("account.second.backupHelp"),
    fileName: "mcp-tools-backup-codes.txt",
  });
}
