import { Button, Group, Text } from "@mantine/core";
import { IconHistory, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, Outlet, useLocation, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { policyQuery, policyWarningsQuery, type CurrentPolicy } from "../../api/policy.ts";
import { useMay } from "../../app/use-me.ts";
import { PageHead } from "../../components/page-head.tsx";
import page from "../../components/page.module.css";
import { Empty, Failed, LoadingRows } from "../../components/states.tsx";
import { Defaults } from "./defaults.tsx";
import { RuleList } from "./rule-list.tsx";

export function RulesPage() {
  const { t } = useTranslation();
  const may = useMay();
  const query = useQuery(policyQuery());
  const isOpen = useLocation({ select: ({ pathname }) => pathname.replace(/\/$/, "") !== "/rules" });
  return (
    <div className={page.withPanel} data-open={isOpen}>
      <div className={page.page}>
        <PageHead title={t("pages.rules")} lead={t("rules.lead")}>
          <Group gap="xs">
            <Button
              variant="default"
              leftSection={<IconHistory size={16} aria-hidden />}
              renderRoot={(props) => <Link {...props} to="/rules/-/history" resetScroll={false} />}
            >
              {t("rules.history")}
            </Button>
            {may("policy.write") && <AddRule />}
          </Group>
        </PageHead>
        {query.data !== undefined ? (
          <Content policy={query.data} mayChange={may("policy.write")} />
        ) : query.isError ? (
          <Failed query={query} />
        ) : (
          <LoadingRows rows={6} height={64} />
        )}
      </div>
      <Outlet />
    </div>
  );
}

function AddRule() {
  const { t } = useTranslation();
  return (
    <Button
      leftSection={<IconPlus size={16} aria-hidden />}
      renderRoot={(props) => <Link {...props} to="/rules/-/new" resetScroll={false} />}
    >
      {t("rules.add")}
    </Button>
  );
}

function Content({ policy, mayChange }: { policy: CurrentPolicy; mayChange: boolean }) {
  const { t } = useTranslation();
  const { id: selected } = useParams({ strict: false });
  const { data: warnings = [] } = useQuery(policyWarningsQuery(policy));
  return (
    <>
      {policy.document.rules.length === 0 ? (
        <Empty title={t("rules.empty")} help={t("rules.emptyHelp")}>
          {mayChange && <AddRule />}
        </Empty>
      ) : (
        <RuleList policy={policy} warnings={warnings} selected={selected} mayChange={mayChange} />
      )}
      <Text component="h2" size="sm" fw={600} mt="lg">
        {t("rules.defaultsTitle")}
      </Text>
      <Text c="dimmed">{t("rules.defaultsHelp")}</Text>
      <Defaults policy={policy} mayChange={mayChange} />
    </>
  );
}
