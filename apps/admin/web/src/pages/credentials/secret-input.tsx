import { Switch, Textarea } from "@mantine/core";
import { useState, type ComponentProps } from "react";
import { useTranslation } from "react-i18next";
import { SecretField } from "../../components/secret-field.tsx";
import classes from "./credentials.module.css";

type SecretInputProps = Pick<
  ComponentProps<typeof Textarea>,
  "value" | "defaultValue" | "onChange" | "onBlur" | "onFocus" | "error"
>;

/** A secret as it is put in. A password field would take the line breaks out of a private key. */
export function SecretInput(props: SecretInputProps) {
  const { t } = useTranslation();
  const [hasLines, setHasLines] = useState(false);
  const common = {
    label: t("credentials.value"),
    description: t("credentials.valueHelp"),
    autoComplete: "new-password",
    spellCheck: false,
    required: true,
    withAsterisk: false,
    ...props,
  };
  return (
    <div>
      {hasLines ? (
        <Textarea {...common} rows={6} classNames={{ input: classes.masked ?? "" }} />
      ) : (
        <SecretField {...(common as ComponentProps<typeof SecretField>)} />
      )}
      <Switch
        mt="xs"
        size="xs"
        label={t("credentials.lines")}
        checked={hasLines}
        onChange={(event) => setHasLines(event.currentTarget.checked)}
      />
    </div>
  );
}
