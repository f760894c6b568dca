import { useTranslation } from "react-i18next";
import { api, parseResponse } from "../../api/client.ts";
import { useVerb } from "../../api/use-verb.ts";
import { DialogForm } from "../../components/dialog-form.tsx";
import type { SecretFormProps } from "../../components/secret-dialog.tsx";
import { ProofFields, useProof } from "./proof-fields.tsx";
import { secondFactorQuery } from "./second-factor-query.ts";
import { useShownCodes } from "./use-shown-codes.ts";

export function NewBackupCodes({ onMade, onClose }: SecretFormProps) {
  const { t } = useTranslation();
  const show = useShownCodes();
  const form = useProof();
  const renew = useVerb({
    run: (json: typeof form.values) => parseResponse(api.me["second-factor"]["backup-codes"].$post({ json })),
    changes: [secondFactorQuery().queryKey],
    quiet: true,
    onDone: ({ backupCodes }) => onMade(show(backupCodes)),
  });
  return (
    <DialogForm
      lead={t("account.second.newCodesLead")}
      action={t("account.second.makeCodes")}
      error={renew.error}
      busy={renew.isPending}
      onSubmit={form.onSubmit((values) => renew.mutate(values))}
      onClose={onClose}
    >
      <ProofFields form={form} />
    </DialogForm>
  );
}
