import { Button, CloseButton, Fieldset, Group, Select, Stack, Switch, Text, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { RuleForm } from "./rule-editor.tsx";
import { comparisons, newCondition } from "./rule-values.ts";
import classes from "./rules.module.css";

/** Conditions on arguments, all of which have to hold. */
export function ConditionFields({ form }: { form: RuleForm }) {
  const { t } = useTranslation();
  const { conditions } = form.getValues();
  return (
    <Fieldset legend={t("rules.conditions")} variant="unstyled">
      <Stack gap="xs">
        {conditions.length > 1 && (
          <Text size="xs" c="dimmed">
            {t("rules.conditionsHelp")}
          </Text>
        )}
        {conditions.map(({ key }, place) => (
          <ConditionField key={key} form={form} place={place} />
        ))}
        <div>
          <Button
            variant="default"
            size="xs"
            leftSection={<IconPlus size={14} aria-hidden />}
            disabled={conditions.length >= 20}
            onClick={() => form.insertListItem("conditions", newCondition())}
          >
            {t("rules.addCondition")}
          </Button>
        </div>
      </Stack>
    </Fieldset>
  );
}

function ConditionField({ form, place }: { form: RuleForm; place: number }) {
  const { t } = useTranslation();
  const comparison = form.getValues().conditions[place]?.comparison ?? "equals";
  return (
    <div className={classes.condition}>
      <Group justify="space-between" wrap="nowrap" align="start">
        <TextInput
          label={t("rules.pointer")}
          description={t("rules.pointerHelp")}
          autoComplete="off"
          spellCheck={false}
          style={{ flex: 1 }}
          {...form.getInputProps(`conditions.${place}.pointer`)}
        />
        <CloseButton
          aria-label={t("rules.removeCondition", { place: place + 1 })}
          onClick={() => form.removeListItem("conditions", place)}
        />
      </Group>
      <Group align="end" gap="sm">
        <Select
          label={t("rules.comparison")}
          allowDeselect={false}
          style={{ flex: 1, minWidth: 130 }}
          data={comparisons.map((value) => ({ value, label: t(`rules.compare.${value}`) }))}
          {...form.getInputProps(`conditions.${place}.comparison`)}
        />
        <Switch
          label={t("rules.negate")}
          pb={8}
          {...form.getInputProps(`conditions.${place}.not`, { type: "checkbox" })}
        />
      </Group>
      {comparison !== "exists" && (
        <TextInput
          label={t("rules.value")}
          description={t(`rules.valueHelp.${comparison}`)}
          autoComplete="off"
          {...form.getInputProps(`conditions.${place}.value`)}
        />
      )}
    </div>
  );
}
