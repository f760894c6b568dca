import { Button, Group, SegmentedControl, Stack, Switch, Text, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useEffect, useEffectEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { CurrentPolicy, Rule } from "../../api/policy.ts";
import { notify } from "../../app/notify.ts";
import { Confirm } from "../../components/confirm.tsx";
import { PolicyTrouble } from "../../components/policy-trouble.tsx";
import { notifyWithUndo } from "../../components/undo-notice.tsx";
import { submitOnCtrlEnter } from "../../components/submit-on-ctrl-enter.ts";
import { useLeaveGuard } from "../../components/use-leave-guard.ts";
import { ConditionFields } from "./condition-fields.tsx";
import { MatchFields } from "./match-fields.tsx";
import { ruleSentence } from "./rule-sentence.ts";
import { isWhole, toRule, toValues, wrongPointer, wrongValue, type RuleValues } from "./rule-values.ts";
import { usePutBackRule, usePutRule, useRemoveRule } from "./rules-queries.ts";
import { TryRule } from "./try-rule.tsx";

interface RuleEditorProps {
  readonly policy: CurrentPolicy;
  readonly rule: Rule;
  readonly isNew: boolean;
  readonly onClose: () => void;
  readonly onLookAgain: () => void;
}

export function RuleEditor({ policy, rule, isNew, onClose, onLookAgain }: RuleEditorProps) {
  const { t } = useTranslation();
  const [isAsking, setAsking] = useState(false);
  const form = useRuleForm(rule, isNew ? policy.document.rules.map(({ id }) => id) : []);
  const put = usePutRule(({ id }) => void notify({ message: t("rules.saved", { name: id }), meaning: "done" }));
  const { mutate: putBack } = usePutBackRule();
  const remove = useRemoveRule((id, basedOn) => {
    const position = policy.document.rules.indexOf(rule);
    void notifyWithUndo(t("rules.removed", { name: id }), () => putBack({ rule, position, basedOn }));
  });
  const isDone = put.isSuccess || remove.isSuccess;
  useLeaveGuard(form.isDirty() && !isDone);
  const close = useEffectEvent(onClose);
  // After the guard has heard that nothing is left to lose.
  useEffect(() => {
    if (isDone) close();
  }, [isDone]);
  const values = form.getValues();
  const edited = toRule(values);
  // A condition that was only begun says nothing yet.
  const said = toRule({ ...values, conditions: values.conditions.filter(isWhole) });

  return (
    <form
      onKeyDown={submitOnCtrlEnter}
      onSubmit={form.onSubmit((values) => put.mutate({ rule: toRule(values), basedOn: policy.version }))}
    >
      <Stack gap="md">
        <Text aria-live="polite">{ruleSentence(said, t)}</Text>
        {isNew && (
          <TextInput
            label={t("rules.id")}
            description={t("rules.idHelp")}
            required
            autoComplete="off"
            maxLength={128}
            {...form.getInputProps("id")}
          />
        )}
        <TextInput
          label={t("rules.description")}
          description={t("rules.descriptionHelp")}
          maxLength={1000}
          {...form.getInputProps("description")}
        />
        <Group justify="space-between">
          <SegmentedControl
            aria-label={t("rules.effect")}
            data={(["allow", "ask", "refuse"] as const).map((value) => ({ value, label: t(`rules.effects.${value}`) }))}
            {...form.getInputProps("effect")}
          />
          <Switch label={t("rules.enabled")} {...form.getInputProps("enabled", { type: "checkbox" })} />
        </Group>
        <MatchFields form={form} policy={policy} />
        <ConditionFields form={form} />
        <Textarea
          label={t("rules.reason")}
          description={t("rules.reasonHelp")}
          autosize
          minRows={2}
          maxRows={8}
          maxLength={1000}
          {...form.getInputProps("reason")}
        />
        <TryRule rule={edited} check={() => !form.validate().hasErrors} />
        <PolicyTrouble error={put.error ?? remove.error} hasChanges={form.isDirty()} onLookAgain={onLookAgain} />
        <Group justify="space-between">
          {isNew ? (
            <span />
          ) : (
            <Button variant="subtle" color="red" onClick={() => setAsking(true)}>
              {t("rules.remove")}
            </Button>
          )}
          <Button type="submit" loading={put.isPending}>
            {t("rules.save")}
          </Button>
        </Group>
      </Stack>
      <Confirm
        opened={isAsking && !remove.isError}
        title={t("rules.removeTitle", { name: rule.id })}
        action={t("rules.remove")}
        busy={remove.isPending}
        onConfirm={() => remove.mutate({ id: rule.id, basedOn: policy.version })}
        onClose={() => setAsking(false)}
      >
        {t("rules.removeHelp")}
      </Confirm>
    </form>
  );
}

function useRuleForm(rule: Rule, taken: readonly string[]) {
  const { t } = useTranslation();
  return useForm<RuleValues>({
    initialValues: toValues(rule),
    validate: {
      id: (id) =>
        taken.includes(id.trim())
          ? t("rules.wrong.taken")
          : /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/.test(id.trim())
            ? null
            : t("rules.wrong.id"),
      conditions: {
        pointer: (_pointer, { conditions }, path) => wrongAt(conditions, path, wrongPointer),
        value: (_value, { conditions }, path) => wrongAt(conditions, path, wrongValue),
      },
    },
  });

  function wrongAt(conditions: RuleValues["conditions"], path: string, find: typeof wrongPointer | typeof wrongValue) {
    const condition = conditions[Number(path.split(".")[1])];
    const wrong = condition && find(condition);
    return wrong === undefined ? null : t(`rules.wrong.${wrong}`);
  }
}

export type RuleForm = ReturnType<typeof useRuleForm>;
