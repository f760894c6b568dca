import { useTranslation } from "react-i18next";
import { troubleOf } from "../../api/client.ts";
import { Callout } from "../../components/callout.tsx";
import { Snippet } from "../../components/snippet.tsx";

/** Why a secret was not stored; without a lasting key, how to give the server one. */
export function SaveTrouble({ error }: { error: Error }) {
  const { t } = useTranslation();
  const { status, message } = troubleOf(error);
  const isKeyless = status === 503 && /SECRET_KEY/.test(message ?? "");
  return (
    <Callout meaning="bad" isAnswer title={t(isKeyless ? "credentials.noKey" : "credentials.notStored")}>
      {isKeyless ? (
        <>
          {t("credentials.noKeyHelp")}
          <Snippet text="openssl rand -base64 32" label={t("credentials.makeKey")} />
        </>
      ) : (
        (message ?? t("failed.network"))
      )}
    </Callout>
  );
}
