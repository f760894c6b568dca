import { NumberInput, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "../../app/use-me.ts";
import { countFields, limitFields, newKeyValues, type CountField } from "./key-form-values.ts";
import { peopleNamesQuery } from "./keys-queries.ts";
import classes from "./keys.module.css";
import type { KeyForm } from "./use-key-form.ts";

/** What few keys need: folded, unless there is something in it. */
export function MoreFields({ form }: { form: KeyForm }) {
  const { t } = useTranslation();
  const fields = [...countFields, "personId"] as const;
  const [isOpen, setOpen] = useState(() => fields.some((field) => form.values[field] !== newKeyValues[field]));
  const hasProblem = fields.some((field) => form.errors[field] !== undefined);
  return (
    <details
      className={classes.more}
      open={isOpen || hasProblem}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>{t("keys.form.more")}</summary>
      <div>
        <div className={classes.pair}>
          <CountInput form={form} field="callsPerMinute" />
          <CountInput form={form} field="callsPerDay" />
          <CountInput form={form} field="inFlight" />
        </div>
        <div className={classes.help}>{t("keys.form.limitsHelp")}</div>
        <div className={classes.pair}>
          <CountInput form={form} field="bytes" />
          <CountInput form={form} field="tokens" />
        </div>
        <div className={classes.help}>{t("keys.form.outputHelp")}</div>
        <PersonField form={form} />
      </div>
    </details>
  );
}

function CountInput({ form, field }: { form: KeyForm; field: CountField }) {
  const { t } = useTranslation();
  // One limit of its own, and those for everyone no longer hold; a budget is taken part by part.
  const ownLimits = limitFields.some((name) => form.values[name] !== "");
  const isFree = ownLimits && limitFields.some((name) => name === field);
  return (
    <NumberInput
      label={t(`keys.form.${field}`)}
      placeholder={t(isFree ? "keys.form.free" : "keys.form.noBound")}
      allowDecimal={false}
      allowNegative={false}
      thousandSeparator
      hideControls
      {...form.getInputProps(field)}
    />
  );
}

function PersonField({ form }: { form: KeyForm }) {
  const { t } = useTranslation();
  const may = useMay();
  const { data: people = [] } = useQuery({ ...peopleNamesQuery(), enabled: may("people.read") });
  const { personId } = form.values;
  const isKnown = personId === "" || people.some(({ value }) => value === personId);
  return (
    <Select
      label={t("keys.form.person")}
      description={t("keys.form.personHelp")}
      inputWrapperOrder={["label", "input", "description", "error"]}
      allowDeselect={false}
      searchable
      data={[
        { value: "", label: t("keys.form.nobody") },
        ...people,
        ...(isKnown ? [] : [{ value: personId, label: personId }]),
      ]}
      {...form.getInputProps("personId")}
      onChange={(value) => form.setFieldValue("personId", value ?? "")}
    />
  );
}
