import type { Announcements } from "@dnd-kit/core";
import { useTranslation } from "react-i18next";

/** What a screen reader says while a rule is moved. */
export function useAnnouncements(ids: readonly string[]): Announcements {
  const { t } = useTranslation();
  const at = (id: string | number) => ids.indexOf(String(id)) + 1;
  return {
    onDragStart: ({ active }) => t("rules.drag.start", { name: active.id, place: at(active.id), count: ids.length }),
    onDragOver: ({ active, over }) =>
      over === null ? undefined : t("rules.drag.over", { name: active.id, place: at(over.id), count: ids.length }),
    onDragEnd: ({ active, over }) =>
      t("rules.drag.end", { name: active.id, place: at((over ?? active).id), count: ids.length }),
    onDragCancel: ({ active }) => t("rules.drag.cancel", { name: active.id, place: at(active.id) }),
  };
}
