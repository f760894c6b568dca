import { Button, Group, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { getHotkeyHandler } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, parseResponse, troubleOf } from "../../api/client.ts";
import { policyQuery, usePolicyVerb } from "../../api/policy.ts";
import { notify } from "../../app/notify.ts";
import { useLeaveGuard } from "../../components/use-leave-guard.ts";
import type { ShownTool } from "./shown-tools.ts";
import classes from "./tools.module.css";

/** Title and description in the owner's words; empty or as the tool has it means the tool's own. */
export function WordsForm({ shown, onClose }: { shown: ShownTool; onClose: () => void }) {
  const { t } = useTranslation();
  const { data: policy } = useQuery(policyQuery());
  const { name, tool } = shown;
  const form = useForm({ initialValues: { title: shown.title ?? "", description: shown.description } });
  useLeaveGuard(form.isDirty());
  const verb = usePolicyVerb({
    run: (settings: { title: string | null; description: string | null }) =>
      parseResponse(
        api.policy.tools[":name"].$patch({
          param: { name },
          header: {},
          json: { settings, basedOn: policy?.version ?? 0 },
        }),
      ),
    quiet: true,
    onDone() {
      void notify({ message: t("tools.words.saved"), meaning: "done" });
      onClose();
    },
  });
  const own = { title: tool.title ?? "", description: tool.description };
  const changeOf = (value: string, its: string) => (value.trim() === "" || value === its ? null : value);
  const submit = form.onSubmit(({ title, description }) =>
    verb.mutate({ title: changeOf(title, own.title), description: changeOf(description, own.description) }),
  );
  return (
    <form className={classes.form} onSubmit={submit} onKeyDown={getHotkeyHandler([["mod+Enter", () => submit()]])}>
      <TextInput
        label={t("tools.words.title")}
        description={t("tools.words.titleHelp")}
        placeholder={own.title}
        maxLength={200}
        data-autofocus
        {...form.getInputProps("title")}
      />
      <Textarea
        label={t("tools.words.description")}
        description={t("tools.words.descriptionHelp")}
        placeholder={own.description.slice(0, 200)}
        autosize
        minRows={3}
        maxRows={12}
        maxLength={8000}
        {...form.getInputProps("description")}
      />
      {verb.isError && (
        <div role="alert" className={classes.wrong}>
          {troubleOf(verb.error).message ?? t("failed.network")}
        </div>
      )}
      <Group gap="xs">
        <Button type="submit" size="xs" loading={verb.isPending}>
          {t("actions.save")}
        </Button>
        <Button size="xs" variant="default" onClick={onClose}>
          {t("actions.cancel")}
        </Button>
        <Button size="xs" variant="subtle" color="gray" onClick={() => form.setValues(own)}>
          {t("tools.words.reset")}
        </Button>
      </Group>
    </form>
  );
}
