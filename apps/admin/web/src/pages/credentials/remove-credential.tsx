import { Button, Stack } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client.ts";
import { useVerb } from "../../api/use-verb.ts";
import { notify } from "../../app/notify.ts";
import { Confirm } from "../../components/confirm.tsx";
import { parseResponse } from "../../api/client.ts";
import type { CredentialRow } from "./credential-rows.ts";
import classes from "./credentials.module.css";

/** Nobody has the value to undo it with, so it asks by name. */
export function RemoveCredential({ row: { name, principalId, tools }, owner }: { row: CredentialRow; owner: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [isAsking, setAsking] = useState(false);
  const remove = useVerb({
    run: () =>
      parseResponse(
        api.credentials[":name"].$delete({
          param: { name },
          query: principalId === undefined ? {} : { principal: principalId },
        }),
      ),
    changes: [["credentials"]],
    onDone: () => {
      setAsking(false);
      void notify({ message: t("credentials.removed", { name }), meaning: "done" });
      void navigate({ to: "/credentials", resetScroll: false });
    },
  });
  return (
    <>
      <Button
        variant="default"
        className={classes.submit ?? ""}
        leftSection={<IconTrash size={16} aria-hidden />}
        onClick={() => setAsking(true)}
      >
        {t("credentials.remove")}
      </Button>
      <Confirm
        opened={isAsking}
        title={t("credentials.removeTitle")}
        action={t("credentials.remove")}
        name={name}
        busy={remove.isPending}
        onConfirm={() => remove.mutate(undefined)}
        onClose={() => setAsking(false)}
      >
        <Stack gap="xs">
          <span>{t("credentials.removeHelp", { name, owner })}</span>
          {tools.length > 0 && <span>{t("credentials.removeTools", { count: tools.length })}</span>}
        </Stack>
      </Confirm>
    </>
  );
}
