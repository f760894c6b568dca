import { useSortable } from "@dnd-kit/sortable";
import { CSS } from "@dnd-kit/utilities";
import { ActionIcon } from "@mantine/core";
import { IconAlertTriangle, IconCircleOff, IconGripVertical } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Rule } from "../../api/policy.ts";
import { EffectTag } from "../../components/effect-tag.tsx";
import { Tag } from "../../components/tag.tsx";
import { ruleSentence } from "./rule-sentence.ts";
import classes from "./rules.module.css";

interface RuleRowProps {
  readonly rule: Rule;
  readonly place: number;
  readonly count: number;
  readonly isSelected: boolean;
  readonly mayMove: boolean;
  readonly warnings: readonly string[];
}

export function RuleRow({ rule, place, count, isSelected, mayMove, warnings }: RuleRowProps) {
  const { t } = useTranslation();
  const { setNodeRef, setActivatorNodeRef, attributes, listeners, transform, transition, isDragging } = useSortable({
    id: rule.id,
  });
  return (
    <li
      ref={setNodeRef}
      className={classes.row}
      style={{ transform: CSS.Translate.toString(transform), transition }}
      data-selected={isSelected}
      data-dragging={isDragging}
      data-off={!rule.enabled}
    >
      {mayMove && (
        <ActionIcon
          ref={setActivatorNodeRef}
          variant="subtle"
          color="gray"
          className={classes.handle}
          {...attributes}
          {...listeners}
          aria-label={t("rules.drag.handle", { name: rule.id })}
        >
          <IconGripVertical size={16} aria-hidden />
        </ActionIcon>
      )}
      <span className={classes.place} title={t("rules.place", { place: place + 1, count })}>
        {place + 1}
      </span>
      <div className={classes.words}>
        <Link to="/rules/$id" params={{ id: rule.id }} className={classes.sentence} resetScroll={false}>
          {ruleSentence(rule, t)}
        </Link>
        <div className={classes.about}>
          <code>{rule.id}</code>
          {rule.description !== undefined && <bdi>{rule.description}</bdi>}
        </div>
        {warnings.map((warning) => (
          <div key={warning} className={classes.warning}>
            <IconAlertTriangle size={14} aria-hidden />
            <span>{warning}</span>
          </div>
        ))}
      </div>
      <div className={classes.tags}>
        {!rule.enabled && (
          <Tag meaning="unknown" icon={IconCircleOff}>
            {t("rules.off")}
          </Tag>
        )}
        <EffectTag effect={rule.effect} />
      </div>
    </li>
  );
}
