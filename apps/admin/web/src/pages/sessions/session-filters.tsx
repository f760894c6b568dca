import { Select, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import page from "../../components/page.module.css";
import { sessionTransports, type SessionsSearch } from "./sessions-search.ts";

const route = getRouteApi("/sessions");

export function SessionFilters({ found }: { found: number }) {
  const { t } = useTranslation();
  const { q = "", transport } = route.useSearch();
  const set = useSetSearch();
  return (
    <search className={page.filters}>
      <TextInput
        className={page.search}
        type="search"
        aria-label={t("sessions.search")}
        placeholder={t("sessions.searchPlaceholder")}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={q}
        onChange={(event) => set({ q: event.currentTarget.value })}
      />
      <Select
        aria-label={t("sessions.transport")}
        placeholder={t("sessions.anyTransport")}
        clearable
        value={transport ?? null}
        onChange={(value) => set({ transport: value ?? "" })}
        data={sessionTransports.map((value) => ({ value, label: t(`sessions.transports.${value}`) }))}
      />
      <span className={page.count} role="status">
        {t("sessions.found", { count: found })}
      </span>
    </search>
  );
}

/** Changes some filters and keeps the others; an empty one leaves the address. */
export function useSetSearch() {
  const navigate = route.useNavigate();
  return (change: { q?: string; transport?: string }) =>
    void navigate({
      to: ".",
      replace: true,
      search: (old) =>
        Object.fromEntries(Object.entries({ ...old, ...change }).filter(([, value]) => value !== "")) as SessionsSearch,
    });
}
