import { Button } from "@mantine/core";
import { IconBan } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Key } from "../../../../src/contract/keys.ts";
import { api, parseResponse } from "../../api/client.ts";
import { useVerb } from "../../api/use-verb.ts";
import { notify } from "../../app/notify.ts";
import { Confirm } from "../../components/confirm.tsx";
import { keysKey } from "./keys-queries.ts";

/** Ends a key for good, after asking by its name. */
export function RevokeKey({ of: { id, name } }: { of: Key }) {
  const { t } = useTranslation();
  const [isAsking, setAsking] = useState(false);
  const revoke = useVerb({
    run: () => parseResponse(api.keys[":id"].revoke.$post({ param: { id } })),
    changes: [keysKey],
    onDone: () => {
      setAsking(false);
      void notify({ meaning: "done", message: t("keys.revoked", { name }) });
    },
  });
  return (
    <>
      <Button
        variant="default"
        c="var(--bad)"
        leftSection={<IconBan size={16} aria-hidden />}
        onClick={() => setAsking(true)}
      >
        {t("keys.revoke")}
      </Button>
      <Confirm
        opened={isAsking}
        title={t("keys.revokeTitle", { name })}
        action={t("keys.revoke")}
        name={name}
        busy={revoke.isPending}
        onConfirm={() => revoke.mutate()}
        onClose={() => setAsking(false)}
      >
        {t("keys.revokeHelp")}
      </Confirm>
    </>
  );
}
