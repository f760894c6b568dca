import { Modal } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { api, parseResponse } from "../../api/client.ts";
import { useVerb } from "../../api/use-verb.ts";
import { notify } from "../../app/notify.ts";
import { DialogForm } from "../../components/dialog-form.tsx";
import { ownSessionsQuery, peopleQuery } from "../people/people-queries.ts";
import { ProofFields, useProof } from "./proof-fields.tsx";
import { secondFactorQuery } from "./second-factor-query.ts";

export function SwitchOffDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t("account.second.switchOffTitle")}
      closeButtonProps={{ "aria-label": t("actions.cancel") }}
      // The page has its banner already.
      attributes={{ header: { role: "presentation" } }}
    >
      {opened && <SwitchOff onClose={onClose} />}
    </Modal>
  );
}

function SwitchOff({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const form = useProof();
  const remove = useVerb({
    run: (json: typeof form.values) => parseResponse(api.me["second-factor"].remove.$post({ json })),
    changes: [secondFactorQuery().queryKey, ownSessionsQuery().queryKey, peopleQuery().queryKey],
    quiet: true,
    onDone: () => {
      onClose();
      void notify({ message: t("account.second.switchedOff"), meaning: "done" });
    },
  });
  return (
    <DialogForm
      lead={t("account.second.switchOffLead")}
      action={t("account.second.switchOff")}
      error={remove.error}
      busy={remove.isPending}
      onSubmit={form.onSubmit((values) => remove.mutate(values))}
      onClose={onClose}
    >
      <ProofFields form={form} />
    </DialogForm>
  );
}
