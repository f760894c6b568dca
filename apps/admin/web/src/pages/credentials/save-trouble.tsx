import { Alert, Stack, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { troubleOf } from "../../api/client.ts";
import { Snippet } from "../../components/snippet.tsx";

/** Why a secret was not stored; without a lasting key, how to give the server one. */
export function SaveTrouble({ error }: { error: Error }) {
  const { t } = useTranslation();
  const { status, message } = troubleOf(error);
  const isKeyless = status === 503 && /SECRET_KEY/.test(message ?? "");
  return (
    <Alert
      color="red"
      role="alert"
      icon={<IconAlertTriangle size={18} aria-hidden />}
      title={t(isKeyless ? "credentials.noKey" : "credentials.notStored")}
    >
      {isKeyless ? (
        <Stack gap="xs">
          <Text>{t("credentials.noKeyHelp")}</Text>
          <Snippet text="openssl rand -base64 32" label={t("credentials.makeKey")} />
        </Stack>
      ) : (
        (message ?? t("failed.network"))
      )}
    </Alert>
  );
}
