import { createGlob } from "@mcp-tools/governance/glob";
import { ActionIcon, CloseButton, Text, Textarea, TextInput } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Section } from "../../components/section.tsx";
import type { Tool } from "../../../../src/contract/tool.ts";
import type { ToolsetForm } from "./toolset-editor.tsx";
import classes from "./toolsets.module.css";

/** What is in the toolset, each with the words and arguments it is given there. */
export function EntryList({ form, tools }: { form: ToolsetForm; tools: readonly Tool[] }) {
  const { t } = useTranslation();
  const entries = form.getValues().tools;
  return (
    <Section title={t("toolsets.entries")}>
      {entries.length === 0 && <Text c="dimmed">{t("toolsets.seenNothing")}</Text>}
      <ul className={classes.list}>
        {entries.map(({ tool }, place) => (
          <Entry key={`${tool} ${place}`} form={form} tools={tools} tool={tool} place={place} />
        ))}
      </ul>
    </Section>
  );
}

interface EntryProps {
  readonly form: ToolsetForm;
  readonly tools: readonly Tool[];
  readonly tool: string;
  readonly place: number;
}

function Entry({ form, tools, tool, place }: EntryProps) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const isPattern = tool.includes("*");
  const at = `tools.${place}`;
  const isWrong = Object.keys(form.errors).some((path) => path.startsWith(`${at}.`));
  return (
    <li className={classes.entry}>
      <div className={classes.entryHead}>
        <code className={classes.entryName}>{tool}</code>
        {isPattern && <Fits pattern={tool} tools={tools} />}
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t("toolsets.change", { name: tool })}
          aria-expanded={isOpen || isWrong}
          onClick={() => setOpen(!isOpen)}
        >
          <IconPencil size={16} aria-hidden />
        </ActionIcon>
        <CloseButton
          aria-label={t("toolsets.removeEntry", { name: tool })}
          onClick={() => form.removeListItem("tools", place)}
        />
      </div>
      {(isOpen || isWrong) && (
        <div className={classes.entryFields}>
          {!isPattern && <OwnWords form={form} at={at} tool={tool} />}
          <Textarea
            label={t("toolsets.arguments")}
            description={t("toolsets.argumentsHelp")}
            autosize
            minRows={2}
            maxRows={12}
            spellCheck={false}
            {...form.getInputProps(`${at}.arguments`)}
          />
        </div>
      )}
    </li>
  );
}

function OwnWords({ form, at, tool }: { form: ToolsetForm; at: string; tool: string }) {
  const { t } = useTranslation();
  return (
    <>
      <TextInput
        label={t("toolsets.shownAs")}
        description={t("toolsets.shownAsHelp")}
        placeholder={tool}
        autoComplete="off"
        {...form.getInputProps(`${at}.name`)}
      />
      <TextInput label={t("toolsets.shownTitle")} maxLength={200} {...form.getInputProps(`${at}.title`)} />
      <Textarea
        label={t("toolsets.shownDescription")}
        description={t("toolsets.shownDescriptionHelp")}
        autosize
        minRows={2}
        maxRows={8}
        maxLength={8000}
        {...form.getInputProps(`${at}.description`)}
      />
    </>
  );
}

function Fits({ pattern, tools }: { pattern: string; tools: readonly Tool[] }) {
  const { t } = useTranslation();
  const fits = createGlob(pattern);
  return (
    <Text size="xs" c="dimmed">
      {t("toolsets.fits", { count: tools.filter(({ name }) => fits(name)).length })}
    </Text>
  );
}
