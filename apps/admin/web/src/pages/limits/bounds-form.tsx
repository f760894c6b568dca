import { Button, Fieldset, Group, NumberInput, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { troubleOf } from "../../api/client.ts";
import { useVerb } from "../../api/use-verb.ts";
import { notifyWithUndo } from "../../components/undo-notice.tsx";
import { submitOnCtrlEnter } from "../../components/submit-on-ctrl-enter.ts";
import { useLeaveGuard } from "../../components/use-leave-guard.ts";
import { useFormat } from "../../format/format-context.tsx";
import {
  boundFields,
  budgetFields,
  limitFields,
  ranges,
  troubleOfBound,
  type BoundField,
  type BoundValues,
  type LimitSubject,
} from "./bounds.ts";
import { BoundsTrouble } from "./bounds-trouble.tsx";
import classes from "./limits.module.css";
import { saveBounds, type BoundsChange } from "./save-bounds.ts";

interface BoundsFormProps {
  readonly subject: LimitSubject;
  readonly initial: BoundValues;
  /** Of the policy that `initial` is from. */
  readonly version: number;
  readonly mayChange: boolean;
  /** What holds now, read anew. */
  onLook(): Promise<{ readonly values: BoundValues; readonly version: number }>;
}

const changes = [["policy"], ["keys"]] as const;

/** All bounds of one subject. What somebody else changed meanwhile is neither overwritten nor does it overwrite what was typed. */
export function BoundsForm({ subject, initial, version, mayChange, onLook }: BoundsFormProps) {
  const { t } = useTranslation();
  // What the fields started from: a policy that is read anew meanwhile must not pass for what was looked at.
  const [base, setBase] = useState({ values: initial, version });
  const form = useForm<BoundValues>({
    initialValues: initial,
    validate: useValidation(),
  });
  useLeaveGuard(form.isDirty());
  const restart = (next: typeof base) => {
    setBase(next);
    form.setInitialValues(next.values);
    form.setValues(next.values);
    form.resetDirty(next.values);
  };
  const undo = useVerb({
    run: (change: BoundsChange) => saveBounds(subject, change),
    changes,
    onDone: (next, { values }) => restart({ values, version: next }),
  });
  const save = useVerb({
    run: (change: BoundsChange) => saveBounds(subject, change),
    changes,
    quiet: true,
    onDone: (next, { values }) => {
      const before = base.values;
      restart({ values, version: next });
      void notifyWithUndo(t("limits.saved"), () => undo.mutate({ values: before, basedOn: next }));
    },
  });
  const status = save.error === null ? undefined : troubleOf(save.error).status;

  return (
    <form
      className={classes.form}
      onKeyDown={submitOnCtrlEnter}
      onSubmit={form.onSubmit((values) => save.mutate({ values, basedOn: base.version }))}
    >
      <Text>{t(`limits.about.${subject.kind}`)}</Text>
      <Fieldset legend={t("limits.calls")} className={classes.fields ?? ""}>
        {limitFields.map((field) => (
          <BoundInput key={field} field={field} readOnly={!mayChange} {...form.getInputProps(field)} />
        ))}
      </Fieldset>
      <Fieldset legend={t("limits.results")} className={classes.fields ?? ""}>
        {budgetFields.map((field) => (
          <BoundInput key={field} field={field} readOnly={!mayChange} {...form.getInputProps(field)} />
        ))}
      </Fieldset>
      {save.error !== null && (
        <BoundsTrouble
          error={save.error}
          onTakeTheirs={async () => {
            restart(await onLook());
            save.reset();
          }}
          {...(status === 409 && {
            onKeepMine: async () => {
              const now = await onLook();
              setBase(now);
              save.mutate({ values: form.getValues(), basedOn: now.version });
            },
          })}
        />
      )}
      {mayChange ? (
        <Group gap="xs">
          <Button type="submit" loading={save.isPending} disabled={!form.isDirty()}>
            {t("limits.save")}
          </Button>
          {form.isDirty() && (
            <Button variant="default" onClick={() => restart(base)}>
              {t("limits.discard")}
            </Button>
          )}
        </Group>
      ) : (
        <Text c="dimmed">{t("limits.readOnly")}</Text>
      )}
    </form>
  );
}

function BoundInput({ field, ...props }: { field: BoundField; readOnly: boolean }) {
  const { t } = useTranslation();
  return (
    <NumberInput
      label={t(`limits.field.${field}`)}
      description={t(`limits.help.${field}`)}
      placeholder={t("limits.unbounded")}
      inputMode="numeric"
      allowDecimal={false}
      allowNegative={false}
      thousandSeparator=","
      clampBehavior="none"
      hideControls
      {...props}
    />
  );
}

function useValidation() {
  const { t } = useTranslation();
  const format = useFormat();
  return (values: BoundValues) =>
    Object.fromEntries(
      boundFields.flatMap((field) => {
        const trouble = troubleOfBound(field, values[field]);
        const { min, max } = ranges[field];
        if (trouble === undefined) return [];
        return [[field, t(`limits.trouble.${trouble}`, { min: format.number(min), max: format.number(max) })]];
      }),
    );
}
