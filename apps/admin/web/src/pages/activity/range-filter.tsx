import { Select, TextInput } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import classes from "./activity.module.css";
import { spans, type SpanName } from "./activity-search.ts";
import { fromLocalInput, toLocalInput } from "./local-input.ts";
import { useSetFilter } from "./use-set-filter.ts";

const route = getRouteApi("/activity");
const custom = "custom";

/** How far back, or from when to when in the reader's own time. */
export function RangeFilter() {
  const { t } = useTranslation();
  const { span, from, to } = route.useSearch();
  const set = useSetFilter();
  const [isOpen, setOpen] = useState(false);
  const isCustom = span === undefined && (isOpen || from !== undefined || to !== undefined);

  function choose(value: string | null) {
    setOpen(value === custom);
    if (value === custom) set({ span: "" });
    else set({ span: (value as SpanName | null) ?? "", from: "", to: "" });
  }

  return (
    <>
      <Select
        aria-label={t("activity.range")}
        placeholder={t("activity.anyTime")}
        clearable
        value={isCustom ? custom : (span ?? null)}
        onChange={choose}
        data={[
          ...(Object.keys(spans) as SpanName[]).map((value) => ({ value, label: t(`activity.spans.${value}`) })),
          { value: custom, label: t("activity.customRange") },
        ]}
      />
      {isCustom && (
        <>
          <TextInput
            className={classes.moment}
            type="datetime-local"
            aria-label={t("activity.from")}
            title={t("activity.from")}
            value={toLocalInput(from)}
            onChange={(event) => set({ from: fromLocalInput(event.currentTarget.value) })}
          />
          <TextInput
            className={classes.moment}
            type="datetime-local"
            aria-label={t("activity.to")}
            title={t("activity.to")}
            error={from !== undefined && to !== undefined && to <= from ? t("activity.toBeforeFrom") : undefined}
            value={toLocalInput(to)}
            onChange={(event) => set({ to: fromLocalInput(event.currentTarget.value) })}
          />
        </>
      )}
    </>
  );
}
