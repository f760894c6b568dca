import { Button, Group, Stack, TagsInput, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { CurrentPolicy, Toolset } from "../../api/policy.ts";
import { toolsQuery } from "../../api/queries.ts";
import { notify } from "../../app/notify.ts";
import { PolicyTrouble } from "../../components/policy-trouble.tsx";
import { submitOnCtrlEnter } from "../../components/submit-on-ctrl-enter.ts";
import { useLeaveGuard } from "../../components/use-leave-guard.ts";
import { EntryList } from "./entry-list.tsx";
import { resolveToolset } from "./resolve-toolset.ts";
import { SeenTools } from "./seen-tools.tsx";
import { ToolPicker } from "./tool-picker.tsx";
import { newEntry, readArguments, toToolset, toValues, wrongName, type ToolsetValues } from "./toolset-values.ts";
import { usePutToolset } from "./toolsets-queries.ts";

interface ToolsetEditorProps {
  readonly policy: CurrentPolicy;
  readonly toolset: Toolset;
  readonly isNew: boolean;
  readonly onSaved: (name: string) => void;
  readonly onLookAgain: () => void;
}

export function ToolsetEditor({ policy, toolset, isNew, onSaved, onLookAgain }: ToolsetEditorProps) {
  const { t } = useTranslation();
  const { data } = useQuery(toolsQuery());
  const form = useToolsetForm(toolset, isNew ? policy.document.toolsets.map(({ name }) => name) : []);
  const put = usePutToolset(({ name }) => void notify({ message: t("toolsets.saved", { name }), meaning: "done" }));
  useLeaveGuard(form.isDirty() && !put.isSuccess);
  const saved = put.isSuccess ? put.variables.toolset.name : undefined;
  const finish = useEffectEvent(onSaved);
  // After the guard has heard that nothing is left to lose.
  useEffect(() => {
    if (saved !== undefined) finish(saved);
  }, [saved]);
  const values = form.getValues();
  const seen = useMemo(
    () => resolveToolset(toToolset(values), data?.tools ?? [], policy.document.tools),
    [values, data, policy],
  );

  return (
    <form
      onKeyDown={submitOnCtrlEnter}
      onSubmit={form.onSubmit((given) => put.mutate({ toolset: toToolset(given), basedOn: policy.version }))}
    >
      <Stack gap="md">
        {isNew && (
          <TextInput
            label={t("toolsets.name")}
            description={t("toolsets.nameHelp")}
            required
            autoComplete="off"
            maxLength={64}
            {...form.getInputProps("name")}
          />
        )}
        <TextInput
          label={t("toolsets.heading")}
          description={t("toolsets.headingHelp")}
          maxLength={200}
          {...form.getInputProps("title")}
        />
        <Textarea
          label={t("toolsets.description")}
          description={t("toolsets.descriptionHelp")}
          autosize
          minRows={2}
          maxRows={8}
          maxLength={8000}
          {...form.getInputProps("description")}
        />
        <EntryList form={form} tools={data?.tools ?? []} />
        <ToolPicker
          tools={data?.tools ?? []}
          taken={values.tools.map(({ tool }) => tool)}
          onAdd={(names) => form.setFieldValue("tools", [...values.tools, ...names.map(newEntry)])}
        />
        {(["resources", "prompts"] as const).map((kind) => (
          <TagsInput
            key={kind}
            label={t(`toolsets.${kind}`)}
            description={t(`toolsets.${kind}Help`)}
            clearable
            {...form.getInputProps(kind)}
          />
        ))}
        <SeenTools tools={seen} />
        <PolicyTrouble error={put.error} hasChanges={form.isDirty()} onLookAgain={onLookAgain} />
        <Group justify="flex-end">
          <Button type="submit" loading={put.isPending}>
            {t("toolsets.save")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function useToolsetForm(toolset: Toolset, taken: readonly string[]) {
  const { t } = useTranslation();
  return useForm<ToolsetValues>({
    initialValues: toValues(toolset),
    validate: {
      name: (name) =>
        taken.includes(name.trim())
          ? t("toolsets.wrong.taken")
          : /^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/.test(name.trim())
            ? null
            : t("toolsets.wrong.name"),
      tools: {
        name: (_name, { tools }, path) => {
          const wrong = wrongName(tools, Number(path.split(".")[1]));
          return wrong === undefined ? null : t(`toolsets.wrong.${wrong}`);
        },
        arguments: (text) =>
          text.trim() === "" || readArguments(text) !== undefined ? null : t("toolsets.wrong.json"),
      },
    },
  });
}

export type ToolsetForm = ReturnType<typeof useToolsetForm>;
