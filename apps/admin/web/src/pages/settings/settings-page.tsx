import { Tabs } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { PageHead } from "../../components/page-head.tsx";
import page from "../../components/page.module.css";
import { ConfigFilePart } from "./config-file-part.tsx";
import { SettingList } from "./setting-list.tsx";

const route = getRouteApi("/settings");

export function SettingsPage() {
  const { t } = useTranslation();
  const { view = "values" } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <div className={page.page}>
      <PageHead title={t("pages.settings")} lead={t("settings.lead")} />
      <Tabs
        value={view}
        keepMounted={false}
        onChange={(next) => void navigate({ to: ".", search: next === "file" ? { view: "file" } : {} })}
      >
        <Tabs.List aria-label={t("settings.views")}>
          <Tabs.Tab value="values">{t("settings.values")}</Tabs.Tab>
          <Tabs.Tab value="file">{t("settings.file")}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="values" pt="md">
          <SettingList />
        </Tabs.Panel>
        <Tabs.Panel value="file" pt="md">
          <ConfigFilePart />
        </Tabs.Panel>
      </Tabs>
    </div>
  );
}
