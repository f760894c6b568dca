import { Autocomplete, Button, Radio, Stack } from "@mantine/core";
import { useForm } from "@mantine/form";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { notify } from "../../app/notify.ts";
import { submitOnCtrlEnter } from "../../components/submit-on-ctrl-enter.ts";
import { SidePanel } from "../../components/side-panel.tsx";
import { useLeaveGuard } from "../../components/use-leave-guard.ts";
import { troubleOfName, troubleOfOwner, troubleOfValue, type CredentialValues } from "./credential-values.ts";
import classes from "./credentials.module.css";
import { SaveTrouble } from "./save-trouble.tsx";
import { SecretInput } from "./secret-input.tsx";
import { useCredentialRows } from "./use-credential-rows.ts";
import { useSetCredential } from "./use-set-credential.ts";

const route = getRouteApi("/credentials/~new");

export function AddCredentialPanel() {
  const { t } = useTranslation();
  const navigate = route.useNavigate();
  return (
    <SidePanel
      title={t("credentials.add")}
      label={t("credentials.add")}
      onClose={() => void navigate({ to: "/credentials", search: (old) => old, resetScroll: false })}
    >
      <AddForm />
    </SidePanel>
  );
}

function AddForm() {
  const { t } = useTranslation();
  const navigate = route.useNavigate();
  const { rows = [], keys } = useCredentialRows();
  const say = (trouble: ReturnType<typeof troubleOfValue>) => trouble && t(`credentials.trouble.${trouble}`);
  const form = useForm<CredentialValues>({
    initialValues: { name: "", isShared: true, owner: "", value: "" },
    validate: {
      name: (name) => say(troubleOfName(name.trim())),
      owner: (owner, { isShared }) => say(troubleOfOwner({ isShared, owner })),
      value: (value) => say(troubleOfValue(value)),
    },
  });
  const set = useSetCredential(({ name, principalId }) => {
    form.reset();
    void notify({ message: t("credentials.stored", { name }), meaning: "done" });
    void navigate({
      to: "/credentials/$name",
      params: { name },
      search: ({ of: _, ...old }) => ({ ...old, ...(principalId !== undefined && { of: principalId }) }),
      ignoreBlocker: true,
      resetScroll: false,
    });
  });
  useLeaveGuard(form.isDirty() && !set.isSuccess);
  return (
    <form
      className={classes.form}
      onKeyDown={submitOnCtrlEnter}
      onSubmit={form.onSubmit(({ name, isShared, owner, value }) =>
        set.mutate({ name: name.trim(), principalId: isShared ? undefined : owner.trim(), value }),
      )}
      noValidate
    >
      <Autocomplete
        label={t("credentials.name")}
        description={t("credentials.nameHelp")}
        placeholder="github_token"
        autoComplete="off"
        spellCheck={false}
        data={[...new Set(rows.filter(({ stored }) => stored === undefined).map(({ name }) => name))]}
        {...form.getInputProps("name")}
      />
      <Radio.Group
        label={t("credentials.owner")}
        value={form.values.isShared ? "shared" : "own"}
        onChange={(value) => form.setFieldValue("isShared", value === "shared")}
      >
        <Stack gap={6} mt={4}>
          <Radio value="shared" label={t("credentials.forAll")} />
          <Radio value="own" label={t("credentials.forOne")} />
        </Stack>
      </Radio.Group>
      {!form.values.isShared && (
        <Autocomplete
          label={t("credentials.caller")}
          description={t("credentials.callerHelp")}
          placeholder="key:ci"
          autoComplete="off"
          spellCheck={false}
          data={keys.map(({ name }) => `key:${name}`)}
          {...form.getInputProps("owner")}
        />
      )}
      <SecretInput {...form.getInputProps("value")} />
      {set.error !== null && <SaveTrouble error={set.error} />}
      <Button type="submit" loading={set.isPending} className={classes.submit ?? ""}>
        {t("credentials.store")}
      </Button>
    </form>
  );
}
