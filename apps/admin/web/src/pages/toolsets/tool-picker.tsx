import { createGlob } from "@mcp-tools/governance/glob";
import { Button, Checkbox, Group, Text, TextInput } from "@mantine/core";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Section } from "../../components/section.tsx";
import type { Tool } from "../../../../src/contract/tool.ts";
import classes from "./toolsets.module.css";

const shownMax = 100;

interface ToolPickerProps {
  readonly tools: readonly Tool[];
  readonly taken: readonly string[];
  readonly onAdd: (names: readonly string[]) => void;
}

/** Finds tools to add, many at once; what is chosen stays chosen while something else is searched for. */
export function ToolPicker({ tools, taken, onAdd }: ToolPickerProps) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const pattern = text.trim().includes("*") ? text.trim() : undefined;
  const found = useMemo(() => findTools(tools, taken, text.trim()), [tools, taken, text]);
  const toggle = (name: string, isOn: boolean) =>
    setChosen(isOn ? new Set([...chosen, name]) : new Set([...chosen].filter((one) => one !== name)));

  return (
    <Section title={t("toolsets.pick")}>
      <TextInput
        type="search"
        aria-label={t("toolsets.pickSearch")}
        placeholder={t("toolsets.pickPlaceholder")}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        // Enter would save the whole toolset.
        onKeyDown={(event) => event.key === "Enter" && !event.ctrlKey && !event.metaKey && event.preventDefault()}
      />
      <ul className={`${classes.list} ${classes.scroll}`} aria-label={t("toolsets.pick")} style={{ marginBlock: 8 }}>
        {found.slice(0, shownMax).map(({ name, title }) => (
          <li key={name}>
            <Checkbox
              size="xs"
              label={<code>{name}</code>}
              description={title}
              checked={chosen.has(name)}
              onChange={(event) => toggle(name, event.currentTarget.checked)}
            />
          </li>
        ))}
        {found.length === 0 && <li>{t("toolsets.noneFound")}</li>}
      </ul>
      {/* Below what scrolls, where it is seen. */}
      <Text size="xs" c="dimmed" mb={8} role="status">
        {found.length > shownMax && t("toolsets.moreFound", { shown: shownMax, count: found.length })}
      </Text>
      <Group gap="xs">
        <Button
          size="xs"
          disabled={chosen.size === 0}
          onClick={() => {
            onAdd([...chosen]);
            setChosen(new Set());
          }}
        >
          {t("toolsets.addChosen")}
        </Button>
        <Button
          size="xs"
          variant="default"
          disabled={found.length === 0}
          onClick={() => setChosen(new Set([...chosen, ...found.map(({ name }) => name)]))}
        >
          {t("toolsets.chooseAll", { count: found.length })}
        </Button>
        {pattern !== undefined && !taken.includes(pattern) && (
          <Button size="xs" variant="default" onClick={() => onAdd([pattern])}>
            {t("toolsets.addPattern", { pattern })}
          </Button>
        )}
        <Text size="xs" c="dimmed" role="status">
          {t("toolsets.chosenCount", { count: chosen.size })}
        </Text>
      </Group>
    </Section>
  );
}

function findTools(tools: readonly Tool[], taken: readonly string[], text: string): Tool[] {
  const names = new Set(taken);
  const words = text.toLowerCase();
  const fits = text.includes("*") ? createGlob(text) : (name: string) => name.toLowerCase().includes(words);
  return tools.filter(
    ({ name, title = "" }) =>
      !names.has(name) && (fits(name) || (!text.includes("*") && title.toLowerCase().includes(words))),
  );
}
