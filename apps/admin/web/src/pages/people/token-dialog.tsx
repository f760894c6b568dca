import { Button, Modal, Select, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { api, parseResponse, troubleOf } from "../../api/client.ts";
import { useVerb } from "../../api/use-verb.ts";
import { Snippet } from "../../components/snippet.tsx";
import { useLeaveGuard } from "../../components/use-leave-guard.ts";
import { submitOnCtrlEnter } from "../../components/submit-on-ctrl-enter.ts";
import { tokensQuery } from "./people-queries.ts";
import classes from "./people.module.css";
import { RoleField, type RoleName } from "./role-field.tsx";

const lifetimes = [1, 7, 30, 90, 365] as const;
const never = "never";

/** Asks what the token is for, then shows its secret, this once. */
export function TokenDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t("people.token.create")}
      closeOnClickOutside={false}
      closeButtonProps={{ "aria-label": t("actions.cancel") }}
    >
      {opened && <CreateToken onClose={onClose} />}
    </Modal>
  );
}

function CreateToken({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const form = useForm<{ name: string; role: RoleName; days: string }>({
    initialValues: { name: "", role: "viewer", days: "90" },
    validate: {
      name: (name) => (/^[\p{L}\p{N}][\p{L}\p{N} ._@-]{0,99}$/u.test(name.trim()) ? null : t("people.token.badName")),
    },
  });
  const create = useVerb({
    run: ({ name, role, days }: typeof form.values) =>
      parseResponse(
        api.tokens.$post({ json: { name, role, ...(days === never ? {} : { expiresInDays: Number(days) }) } }),
      ),
    changes: [tokensQuery().queryKey],
    quiet: true,
  });
  useLeaveGuard(create.isSuccess);
  if (create.data !== undefined) {
    const { token, secret } = create.data;
    return (
      <div className={classes.form}>
        <div role="status">{t("people.token.secretHelp")}</div>
        <Snippet text={secret} label={t("people.token.secret", { name: token.name })} />
        <div className={classes.end}>
          <Button onClick={onClose}>{t("people.done")}</Button>
        </div>
      </div>
    );
  }
  return (
    <form
      className={classes.form}
      onSubmit={form.onSubmit((values) => create.mutate(values))}
      onKeyDown={submitOnCtrlEnter}
    >
      <div className={classes.dim}>{t("people.token.lead")}</div>
      <TextInput
        label={t("people.token.name")}
        description={t("people.token.nameHelp")}
        inputWrapperOrder={["label", "input", "error", "description"]}
        data-autofocus
        autoComplete="off"
        maxLength={100}
        {...form.getInputProps("name")}
      />
      <RoleField value={form.values.role} onChange={(role) => form.setFieldValue("role", role)} />
      <Select
        label={t("people.token.expiry")}
        {...(form.values.days === never && { description: t("people.token.neverHelp") })}
        inputWrapperOrder={["label", "input", "error", "description"]}
        allowDeselect={false}
        data={[
          ...lifetimes.map((count) => ({ value: String(count), label: t("people.token.days", { count }) })),
          { value: never, label: t("people.token.never") },
        ]}
        {...form.getInputProps("days")}
      />
      {create.isError && <div role="alert">{troubleOf(create.error).message ?? t("failed.network")}</div>}
      <div className={classes.end}>
        <Button variant="default" onClick={onClose}>
          {t("actions.cancel")}
        </Button>
        <Button type="submit" loading={create.isPending}>
          {t("people.token.create")}
        </Button>
      </div>
    </form>
  );
}
