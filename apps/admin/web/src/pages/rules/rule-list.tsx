import { DndContext, KeyboardSensor, PointerSensor, closestCenter, useSensor, useSensors } from "@dnd-kit/core";
import {
  SortableContext,
  arrayMove,
  sortableKeyboardCoordinates,
  verticalListSortingStrategy,
} from "@dnd-kit/sortable";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { CurrentPolicy } from "../../api/policy.ts";
import { notifyWithUndo } from "../../components/undo-notice.tsx";
import { RuleRow } from "./rule-row.tsx";
import classes from "./rules.module.css";
import { warningText } from "./warning-text.ts";
import { useMoveRule } from "./rules-queries.ts";
import { useAnnouncements } from "./use-announcements.ts";

interface RuleListProps {
  readonly policy: CurrentPolicy;
  readonly warnings: readonly string[];
  readonly selected: string | undefined;
  readonly mayChange: boolean;
}

/** The rules in their order, which is changed by dragging or with the keyboard. */
export function RuleList({ policy, warnings, selected, mayChange }: RuleListProps) {
  const { t } = useTranslation();
  const { rules } = policy.document;
  const [shown, setShown] = useState({ of: policy.version, rules });
  // While a move is on its way its new order is shown; what the server says then wins.
  const ordered = shown.of === policy.version ? shown.rules : rules;
  const ids = ordered.map(({ id }) => id);
  const announcements = useAnnouncements(ids);
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const move = useMoveRule();

  const drop = (id: string, onto: string) => {
    const [from, position] = [ids.indexOf(id), ids.indexOf(onto)];
    if (from === position) return;
    setShown({ of: policy.version, rules: arrayMove([...ordered], from, position) });
    move.mutate(
      { id, position, basedOn: policy.version },
      {
        onError: () => setShown({ of: policy.version, rules }),
        onSuccess: ({ version }) =>
          void notifyWithUndo(t("rules.moved", { name: id }), () =>
            move.mutate({ id, position: from, basedOn: version }),
          ),
      },
    );
  };

  return (
    <DndContext
      sensors={sensors}
      collisionDetection={closestCenter}
      accessibility={{ announcements, screenReaderInstructions: { draggable: t("rules.drag.instructions") } }}
      onDragEnd={({ active, over }) => over !== null && drop(String(active.id), String(over.id))}
    >
      <SortableContext items={ids} strategy={verticalListSortingStrategy} disabled={!mayChange || move.isPending}>
        <ol className={classes.list} aria-label={t("rules.list")}>
          {ordered.map((rule, place) => (
            <RuleRow
              key={rule.id}
              rule={rule}
              place={place}
              count={ordered.length}
              isSelected={rule.id === selected}
              mayMove={mayChange && ordered.length > 1}
              warnings={warnings
                .filter((text) => text.startsWith(`rule ${rule.id}: `))
                .map((text) => warningText(text, t))}
            />
          ))}
        </ol>
      </SortableContext>
    </DndContext>
  );
}
