import { Button, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { api, parseResponse } from "../../api/client.ts";
import { useVerb } from "../../api/use-verb.ts";
import { notify } from "../../app/notify.ts";
import { useMay } from "../../app/use-me.ts";
import { Callout } from "../../components/callout.tsx";
import { stateOfCredential, type CredentialRow } from "./credential-rows.ts";

/** What is wrong with the keys that secrets are encrypted under. */
export function KeyTrouble({ rows }: { rows: readonly CredentialRow[] }) {
  const { t } = useTranslation();
  const count = (state: string) => rows.filter((row) => stateOfCredential(row) === state).length;
  const unreadable = count("unreadable");
  const old = count("oldKey");
  if (unreadable + old === 0) return null;
  return (
    <Stack gap="xs" mb="sm">
      {unreadable > 0 && (
        <Callout meaning="bad" title={t("credentials.unreadable", { count: unreadable })}>
          {t("credentials.unreadableHelp")}
        </Callout>
      )}
      {old > 0 && (
        <Callout meaning="attention" title={t("credentials.old", { count: old })}>
          {t("credentials.oldHelp")}
          <RotateButton />
        </Callout>
      )}
    </Stack>
  );
}

function RotateButton() {
  const { t } = useTranslation();
  const may = useMay();
  const rotate = useVerb({
    run: () => parseResponse(api.credentials.rotate.$post()),
    changes: [["credentials"]],
    onDone: ({ rotated, failed }) => {
      const done = t("credentials.rotated", { count: rotated });
      const left = failed.length > 0 ? ` ${t("credentials.rotatedNot", { count: failed.length })}` : "";
      void notify({ message: done + left, meaning: failed.length > 0 ? "failed" : "done" });
    },
  });
  if (!may("credentials.write")) return null;
  return (
    <Button size="xs" variant="default" loading={rotate.isPending} onClick={() => rotate.mutate(undefined)}>
      {t("credentials.rotate")}
    </Button>
  );
}
