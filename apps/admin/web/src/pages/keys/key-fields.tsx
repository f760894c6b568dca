import { Checkbox, Group, MultiSelect, Select, TagsInput, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { toolsQuery } from "../../api/queries.ts";
import { useMay } from "../../app/use-me.ts";
import { accessKinds, expiryPresets, type Expiry } from "./key-form-values.ts";
import { toolsetNamesQuery } from "./keys-queries.ts";
import classes from "./keys.module.css";
import { MoreFields } from "./more-fields.tsx";
import type { KeyForm } from "./use-key-form.ts";

/** What there is to say of a key, new or not. */
export function KeyFields({ form }: { form: KeyForm }) {
  const { t } = useTranslation();
  return (
    <>
      <TextInput
        label={t("keys.name")}
        description={t("keys.form.nameHelp")}
        inputWrapperOrder={["label", "input", "description", "error"]}
        autoComplete="off"
        spellCheck={false}
        maxLength={64}
        data-autofocus
        {...form.getInputProps("name")}
      />
      <GrantFields form={form} />
      <ExpiryFields form={form} />
      <MoreFields form={form} />
    </>
  );
}

function GrantFields({ form }: { form: KeyForm }) {
  const { t } = useTranslation();
  const may = useMay();
  const { data: toolsets = [] } = useQuery({ ...toolsetNamesQuery(), enabled: may("policy.read") });
  const { data } = useQuery(toolsQuery());
  return (
    <>
      <MultiSelect
        label={t("keys.toolsets")}
        description={t("keys.form.toolsetsHelp")}
        inputWrapperOrder={["label", "input", "description", "error"]}
        placeholder={form.values.toolsets.length === 0 ? t("keys.form.toolsetsPlaceholder") : ""}
        searchable
        clearable
        hidePickedOptions
        data={[...new Set([...toolsets, ...form.values.toolsets])]}
        {...form.getInputProps("toolsets")}
      />
      <TagsInput
        label={t("keys.tools")}
        description={t("keys.form.toolsHelp")}
        inputWrapperOrder={["label", "input", "description", "error"]}
        placeholder={form.values.tools.length === 0 ? t("keys.allTools") : ""}
        splitChars={[",", " "]}
        acceptValueOnBlur
        clearable
        maxTags={200}
        limit={50}
        data={data?.tools.map(({ name }) => name) ?? []}
        {...form.getInputProps("tools")}
      />
      <Checkbox.Group
        label={t("keys.access")}
        description={t("keys.form.accessHelp")}
        inputWrapperOrder={["label", "input", "description", "error"]}
        {...form.getInputProps("access")}
      >
        <Group gap="lg" py={6}>
          {accessKinds.map((kind) => (
            <Checkbox key={kind} value={kind} label={t(`access.${kind}`)} title={t(`accessHelp.${kind}`)} />
          ))}
        </Group>
      </Checkbox.Group>
    </>
  );
}

function ExpiryFields({ form }: { form: KeyForm }) {
  const { t } = useTranslation();
  const { onChange, ...expiry } = form.getInputProps("expiry") as {
    value: Expiry;
    onChange: (value: Expiry) => void;
  };
  return (
    <div className={classes.pair}>
      <Select
        label={t("keys.form.expiry")}
        allowDeselect={false}
        data={expiryPresets.map((value) => ({ value, label: t(`keys.form.expiries.${value}`) }))}
        {...expiry}
        onChange={(value) => {
          const chosen = expiryPresets.find((one) => one === value);
          if (chosen !== undefined) onChange(chosen);
        }}
      />
      {form.values.expiry === "date" && (
        <TextInput type="date" label={t("keys.form.lastDay")} {...form.getInputProps("expiresOn")} />
      )}
    </div>
  );
}
