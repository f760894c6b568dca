import { Textarea } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { parseArguments } from "./parse-arguments.ts";
import classes from "./try-it.module.css";

interface JsonArgumentsProps {
  readonly id: string;
  readonly text: string;
  onChange(text: string): void;
  onSubmit(args: Readonly<Record<string, unknown>>): void;
}

/** Arguments as JSON, for what a form cannot express; the tool checks them. */
export function JsonArguments({ id, text, onChange, onSubmit }: JsonArgumentsProps) {
  const { t } = useTranslation();
  const [wasSent, setSent] = useState(false);
  const parsed = parseArguments(text);
  const error = parsed.ok
    ? undefined
    : parsed.message === undefined
      ? t("tools.try.notObject")
      : t("tools.try.notJson", { message: parsed.message });
  return (
    <form
      id={id}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setSent(true);
        if (parsed.ok) onSubmit(parsed.value);
      }}
    >
      <Textarea
        label={t("tools.try.arguments")}
        description={t("tools.try.argumentsHelp")}
        classNames={{ input: classes.code ?? "" }}
        autosize
        minRows={8}
        maxRows={28}
        spellCheck={false}
        autoComplete="off"
        value={text}
        error={wasSent ? error : undefined}
        onChange={(event) => onChange(event.currentTarget.value)}
        onBlur={() => setSent(true)}
      />
    </form>
  );
}
