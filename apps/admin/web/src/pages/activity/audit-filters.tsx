import { Select } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import page from "../../components/page.module.css";
import { auditKinds, auditTransports } from "./activity-search.ts";
import { RangeFilter } from "./range-filter.tsx";
import { SharedFilters, TextFilter } from "./shared-filters.tsx";
import { useSetFilter } from "./use-set-filter.ts";

const route = getRouteApi("/activity");

/** The filters of the whole audit; they live in the address. */
export function AuditFilters() {
  const { t } = useTranslation();
  const { kind, through } = route.useSearch();
  const set = useSetFilter();

  return (
    <search className={page.filters}>
      <TextFilter
        name="text"
        label={t("activity.text")}
        placeholder={t("activity.textPlaceholder")}
        icon={<IconSearch size={16} aria-hidden />}
      />
      <Select
        aria-label={t("activity.kind")}
        placeholder={t("activity.anyKind")}
        clearable
        value={kind ?? null}
        onChange={(value) => set({ kind: value ?? "" })}
        data={auditKinds.map((value) => ({ value, label: t(`activity.kinds.${value}`) }))}
      />
      <RangeFilter />
      <SharedFilters />
      <Select
        aria-label={t("activity.transport")}
        placeholder={t("activity.anyTransport")}
        clearable
        value={through ?? null}
        onChange={(value) => set({ through: value ?? "" })}
        data={auditTransports.map((value) => ({ value, label: t(`transport.${value}`) }))}
      />
    </search>
  );
}
