import { Select, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { getRouteApi } from "@tanstack/react-router";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ToolFilter } from "../../components/tool-filter.tsx";
import type { ActivitySearch } from "./activity-search.ts";
import { useSetFilter } from "./use-set-filter.ts";

const route = getRouteApi("/activity");
const outcomes = ["ok", "error", "refused", "pending", "timeout", "cancelled", "input_required", "unknown"] as const;
const trouble = "error,refused,timeout,unknown";

/** Those that both lists have: of a tool, with an outcome, of a principal. They live in the address. */
export function SharedFilters() {
  const { t } = useTranslation();
  const { tool, outcome } = route.useSearch();
  const set = useSetFilter();
  return (
    <>
      <ToolFilter tool={tool} onChange={(value) => set({ tool: value ?? "" })} />
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
      <TextFilter name="principal" label={t("activity.principal")} placeholder={t("activity.principalPlaceholder")} />
    </>
  );
}

interface TextFilterProps {
  readonly name: "text" | "principal";
  readonly label: string;
  readonly placeholder: string;
  readonly icon?: ReactNode;
}

/** Asks once the typing pauses. */
export function TextFilter({ name, label, placeholder, icon }: TextFilterProps) {
  const held = route.useSearch({ select: (search: ActivitySearch) => search[name] ?? "" });
  const set = useSetFilter();
  const [typed, setTyped] = useState({ of: held, text: held });
  const setSoon = useDebouncedCallback((value: string) => set({ [name]: value.trim() }), 300);
  // An address changed elsewhere (back, a link) wins over what was typed.
  const text = typed.of === held || typed.text.trim() === held ? typed.text : held;
  return (
    <TextInput
      type="search"
      aria-label={label}
      placeholder={placeholder}
      maxLength={name === "text" ? 200 : 520}
      leftSection={icon}
      value={text}
      onChange={(event) => {
        setTyped({ of: held, text: event.currentTarget.value });
        setSoon(event.currentTarget.value);
      }}
    />
  );
}
