import { Button, Tabs } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { getRouteApi, Outlet, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "../../app/use-me.ts";
import { PageHead } from "../../components/page-head.tsx";
import page from "../../components/page.module.css";
import { InviteDialog } from "./invite-dialog.tsx";
import { PeopleList } from "./people-list.tsx";
import { TokenDialog } from "./token-dialog.tsx";
import { TokenList } from "./token-list.tsx";

const route = getRouteApi("/people");

export function PeoplePage() {
  const { t } = useTranslation();
  const may = useMay();
  const { view = "people" } = route.useSearch();
  const { personId: selected } = useParams({ strict: false });
  const navigate = route.useNavigate();
  const [isOpen, setOpen] = useState(false);
  const open = () => setOpen(true);
  const close = () => setOpen(false);
  const isTokens = view === "tokens";
  return (
    <div className={page.withPanel} data-open={selected !== undefined}>
      <div className={page.page}>
        <PageHead title={t("pages.people")} lead={t("people.lead")}>
          {may(isTokens ? "tokens.write" : "people.write") && (
            <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={open}>
              {t(isTokens ? "people.token.create" : "people.invite")}
            </Button>
          )}
        </PageHead>
        <Tabs
          value={view}
          keepMounted={false}
          onChange={(next) => void navigate({ to: "/people", search: next === "tokens" ? { view: "tokens" } : {} })}
        >
          <Tabs.List aria-label={t("people.views")}>
            <Tabs.Tab value="people">{t("people.persons")}</Tabs.Tab>
            {may("tokens.read") && <Tabs.Tab value="tokens">{t("people.tokens")}</Tabs.Tab>}
          </Tabs.List>
          <Tabs.Panel value="people" pt="md">
            <PeopleList selected={selected} />
          </Tabs.Panel>
          <Tabs.Panel value="tokens" pt="md">
            <TokenList onCreate={open} />
          </Tabs.Panel>
        </Tabs>
      </div>
      <Outlet />
      <InviteDialog opened={isOpen && !isTokens} onClose={close} />
      <TokenDialog opened={isOpen && isTokens} onClose={close} />
    </div>
  );
}
