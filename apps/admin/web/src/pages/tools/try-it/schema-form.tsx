import { Textarea, Text } from "@mantine/core";
import { withTheme } from "@rjsf/core";
import { Theme } from "@rjsf/mantine";
import {
  ariaDescribedByIds,
  type ArrayFieldTitleProps,
  englishStringTranslator,
  type TitleFieldProps,
  titleId,
  TranslatableString,
  type WidgetProps,
} from "@rjsf/utils";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { SecretField } from "../../../components/secret-field.tsx";
import type { SchemaProblem } from "./find-problems.ts";
import { createSchemaValidator } from "./schema-validator.ts";
import classes from "./try-it.module.css";
import { uiSchemaOf } from "./ui-schema.ts";

const ThemedForm = withTheme({
  ...Theme,
  templates: { ...Theme.templates, TitleFieldTemplate: PartTitle, ArrayFieldTitleTemplate: ListTitle },
  widgets: { ...Theme.widgets, TextareaWidget: LongText, PasswordWidget: SecretText },
});
interface SchemaFormProps {
  readonly id: string;
  readonly schema: Readonly<Record<string, unknown>>;
  readonly value: Readonly<Record<string, unknown>>;
  onChange(value: Readonly<Record<string, unknown>>): void;
  onSubmit(value: Readonly<Record<string, unknown>>): void;
}

/** A form made from a tool's input schema. */
export function SchemaForm({ id, schema, value, onChange, onSubmit }: SchemaFormProps) {
  const { t } = useTranslation();
  const say = useSay();
  const validator = useMemo(() => createSchemaValidator(say), [say]);
  const ui = useMemo(
    () => ({ ...uiSchemaOf(schema), "ui:submitButtonOptions": { norender: true }, "ui:title": "" }),
    [schema],
  );
  const { title: _, description: __, ...fields } = schema;
  const takesNothing = Object.keys(schema["properties"] ?? {}).length === 0 && schema["additionalProperties"] === false;
  return (
    <div className={classes.form}>
      {takesNothing && <Text c="dimmed">{t("tools.try.noArguments")}</Text>}
      <ThemedForm
        id={id}
        schema={fields}
        uiSchema={ui}
        formData={value}
        validator={validator}
        translateString={useTranslateString()}
        showErrorList={false}
        noHtml5Validate
        focusOnFirstError
        omitExtraData={false}
        experimental_defaultFormStateBehavior={{ emptyObjectFields: "skipEmptyDefaults" }}
        // Each error stands at its field; without this, they are written to the browser's console as well.
        onError={() => {}}
        onChange={({ formData }) => onChange((formData ?? {}) as Record<string, unknown>)}
        onSubmit={({ formData }) => onSubmit((formData ?? {}) as Record<string, unknown>)}
      />
    </div>
  );
}

const said = [
  "required",
  "type",
  "enum",
  "const",
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "multipleOf",
  "minLength",
  "maxLength",
  "pattern",
  "format",
  "minItems",
  "maxItems",
  "uniqueItems",
  "additionalProperties",
] as const;
const valueMax = 200;

/** A problem in the reader's words. */
function useSay(): (problem: SchemaProblem) => string {
  const { t } = useTranslation();
  return useMemo(
    () =>
      ({ keyword, wanted }) => {
        const known = said.find((one) => one === keyword);
        if (known === undefined) return t("tools.wrong.other", { value: keyword });
        const list = Array.isArray(wanted) ? wanted : [wanted];
        const text = list.map((one) => (typeof one === "string" ? one : JSON.stringify(one))).join(", ");
        return t(`tools.wrong.${known}`, { value: text.slice(0, valueMax) });
      },
    [t],
  );
}

function useTranslateString() {
  const { t } = useTranslation();
  return useMemo(() => {
    const texts: Partial<Record<TranslatableString, string>> = {
      [TranslatableString.AddButton]: t("tools.try.add"),
      [TranslatableString.AddItemButton]: t("tools.try.add"),
      [TranslatableString.RemoveButton]: t("tools.try.remove"),
      [TranslatableString.MoveUpButton]: t("tools.try.up"),
      [TranslatableString.MoveDownButton]: t("tools.try.down"),
      [TranslatableString.CopyButton]: t("tools.try.duplicate"),
      [TranslatableString.ClearButton]: t("tools.try.clear"),
      [TranslatableString.YesLabel]: t("tools.try.yes"),
      [TranslatableString.NoLabel]: t("tools.try.no"),
      [TranslatableString.NewStringDefault]: "",
    };
    return (text: TranslatableString, values?: string[]) => {
      if (text === TranslatableString.KeyLabel) return t("tools.try.key", { name: values?.[0] ?? "" });
      if (text === TranslatableString.OptionPrefix) return t("tools.try.option", { index: values?.[0] ?? "" });
      return texts[text] ?? englishStringTranslator(text, values);
    };
  }, [t]);
}

/** No headings: a form has parts, and the page's order of headings is not theirs. */
function PartTitle({ id, title, optionalDataControl }: TitleFieldProps) {
  return (
    <div id={id} className={classes.partTitle}>
      {title}
      {optionalDataControl}
    </div>
  );
}

function ListTitle({ fieldPathId, title, optionalDataControl }: ArrayFieldTitleProps) {
  return (
    <span id={titleId(fieldPathId)} className={classes.partTitle}>
      {title}
      {optionalDataControl}
    </span>
  );
}

/** Grows with what is written into it. */
function LongText(props: WidgetProps) {
  return (
    <Textarea
      {...sharedProps(props)}
      autosize
      minRows={1}
      maxRows={16}
      onChange={(event) => props.onChange(event.currentTarget.value === "" ? undefined : event.currentTarget.value)}
    />
  );
}

/** Not to be kept or filled in by the browser. */
function SecretText(props: WidgetProps) {
  return (
    <SecretField
      {...sharedProps(props)}
      autoComplete="off"
      data-1p-ignore
      onChange={(event) => props.onChange(event.currentTarget.value === "" ? undefined : event.currentTarget.value)}
    />
  );
}

function sharedProps({
  id,
  htmlName,
  value,
  label,
  hideLabel,
  required,
  disabled,
  readonly,
  schema,
  rawErrors,
  placeholder,
}: WidgetProps) {
  return {
    id,
    name: htmlName ?? id,
    label: hideLabel === true || label === "" ? undefined : label,
    "aria-label": label,
    "aria-describedby": ariaDescribedByIds(id),
    description: schema.description,
    value: typeof value === "string" ? value : "",
    required: required === true,
    disabled: disabled === true || readonly === true,
    placeholder,
    error: rawErrors !== undefined && rawErrors.length > 0 ? rawErrors.join("\n") : undefined,
  };
}
