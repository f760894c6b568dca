import { Select, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { toolsQuery } from "../../api/queries.ts";

import page from "../../components/page.module.css";
import { useSetFilter } from "./use-set-filter.ts";

const route = getRouteApi("/activity");
export const outcomes = ["ok", "error", "refused", "timeout", "cancelled", "input_required", "unknown"] as const;
export const trouble = "error,refused,timeout,unknown";

/** The filters of the list; they live in the address. */
export function CallFilters({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const { tool, outcome, principal = "" } = route.useSearch();
  const set = useSetFilter();
  const { data } = useQuery(toolsQuery());
  const [typed, setTyped] = useState({ of: principal, text: principal });
  const setSoon = useDebouncedCallback((text: string) => set({ principal: text }), 300);
  // An address changed elsewhere (back, a link) wins over what was typed.
  const text = typed.of === principal || typed.text === principal ? typed.text : principal;
  const names = new Set(data?.tools.map(({ name }) => name));
  if (tool !== undefined) names.add(tool);

  return (
    <search className={page.filters}>
      <Select
        aria-label={t("activity.tool")}
        placeholder={t("activity.anyTool")}
        searchable
        clearable
        limit={100}
        value={tool ?? null}
        onChange={(value) => set({ tool: value ?? "" })}
        data={[...names]}
      />
      <Select
        aria-label={t("activity.outcome")}
        placeholder={t("activity.anyOutcome")}
        clearable
        value={outcome ?? null}
        onChange={(value) => set({ outcome: value ?? "" })}
        data={[
          { value: trouble, label: t("activity.trouble") },
          ...outcomes.map((value) => ({ value, label: t(`outcome.${value}`) })),
        ]}
      />
      <TextInput
        aria-label={t("activity.principal")}
        placeholder={`${t("activity.principal")}: ${t("activity.principalPlaceholder")}`}
        value={text}
        onChange={(event) => {
          setTyped({ of: principal, text: event.currentTarget.value });
          setSoon(event.currentTarget.value);
        }}
      />
      {children}
    </search>
  );
}
