import { ActionIcon, Button, Switch, Tooltip } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { policyQuery } from "../../api/policy.ts";
import { useMay } from "../../app/use-me.ts";
import { AccessTag } from "../../components/access-tag.tsx";
import { Fold } from "../../components/fold.tsx";
import { Prose } from "../../components/prose.tsx";
import type { ShownTool } from "./shown-tools.ts";
import classes from "./tools.module.css";
import { useToolSwitch } from "./use-tool-switch.tsx";
import { WordsForm } from "./words-form.tsx";

/** What a tool is called and for, whether it is on, and the way to change these. */
export function ToolHead({ shown }: { shown: ShownTool }) {
  const { t } = useTranslation();
  const may = useMay();
  const { data: policy } = useQuery({ ...policyQuery(), enabled: may("policy.read") });
  const switchTools = useToolSwitch();
  const [isEditing, setEditing] = useState(false);
  const { name, title, description, isOn, tool } = shown;
  const isChanged = title !== tool.title || description !== tool.description;
  const mayChange = may("policy.write") && policy !== undefined;
  return (
    <div className={classes.toolHead}>
      <div className={classes.toolLine}>
        <AccessTag access={tool.access} />
        {policy !== undefined && (
          <Switch
            size="xs"
            label={t(isOn ? "tools.on" : "tools.off")}
            aria-label={t(isOn ? "tools.switchOff" : "tools.switchOn", { name })}
            checked={isOn}
            disabled={!mayChange}
            onChange={() => switchTools(new Map([[name, !isOn]]))}
          />
        )}
        {title !== undefined && <bdi className={classes.toolTitle}>{title}</bdi>}
        {mayChange && (
          <Tooltip label={t("tools.words.edit")}>
            <ActionIcon
              variant="subtle"
              color="gray"
              size="sm"
              aria-label={t("tools.words.edit")}
              aria-expanded={isEditing}
              onClick={() => setEditing(!isEditing)}
            >
              <IconPencil size={14} />
            </ActionIcon>
          </Tooltip>
        )}
        {isChanged && (
          <span className={classes.changed} title={t("tools.words.changedHelp")}>
            {t("tools.words.changed")}
          </span>
        )}
      </div>
      {isEditing ? <WordsForm shown={shown} onClose={() => setEditing(false)} /> : <Description text={description} />}
    </div>
  );
}

const shortMax = 280;

/** Two lines or so; a long one gives way to what the panel is for. */
function Description({ text }: { text: string }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  if (text.length <= shortMax) return <Prose text={text} />;
  return (
    <div>
      {isOpen ? (
        <Fold>
          <Prose text={text} />
        </Fold>
      ) : (
        <Prose text={`${text.slice(0, shortMax)}…`} />
      )}
      <Button variant="subtle" size="compact-xs" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {t(isOpen ? "actions.showLess" : "actions.showAll")}
      </Button>
    </div>
  );
}
