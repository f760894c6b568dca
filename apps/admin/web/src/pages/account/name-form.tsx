import { Button, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { api, parseResponse } from "../../api/client.ts";
import { authQuery } from "../../api/queries.ts";
import { useVerb } from "../../api/use-verb.ts";
import { notify } from "../../app/notify.ts";
import { useLeaveGuard } from "../../components/use-leave-guard.ts";
import { submitOnCtrlEnter } from "../../components/submit-on-ctrl-enter.ts";
import { peopleQuery } from "../people/people-queries.ts";
import classes from "./account.module.css";

export function NameForm({ name }: { name: string }) {
  const { t } = useTranslation();
  const form = useForm({
    initialValues: { name },
    validate: { name: (given) => (given.trim() === "" ? t("account.badName") : null) },
  });
  const rename = useVerb({
    run: (json: { name: string }) => parseResponse(api.me.$patch({ json })),
    changes: [authQuery().queryKey, peopleQuery().queryKey],
    onDone: (_, values) => {
      form.resetDirty(values);
      void notify({ message: t("account.renamed"), meaning: "done" });
    },
  });
  useLeaveGuard(form.isDirty());
  return (
    <form
      className={`${classes.part} ${classes.wide}`}
      onSubmit={form.onSubmit((values) => rename.mutate(values))}
      onKeyDown={submitOnCtrlEnter}
    >
      <TextInput
        className={classes.wide}
        label={t("entrance.name")}
        autoComplete="name"
        maxLength={100}
        {...form.getInputProps("name")}
      />
      <Button type="submit" variant="default" loading={rename.isPending} disabled={!form.isDirty()}>
        {t("account.rename")}
      </Button>
    </form>
  );
}
