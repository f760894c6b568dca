import { ActionIcon, Button } from "@mantine/core";
import { IconLogout, IconUserCircle, IconUserCog } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useRouter } from "@tanstack/react-router";
import { useId, useRef } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api/client.ts";
import { authQuery } from "../api/queries.ts";
import classes from "./shell.module.css";

/** Who is signed in, and the way out. The browser's own popover: it closes by itself, and weighs nothing. */
export function AccountMenu({ phone }: { phone: boolean }) {
  const { t } = useTranslation();
  const router = useRouter();
  const queries = useQueryClient();
  const id = useId();
  const menu = useRef<HTMLDivElement>(null);
  const { data } = useQuery(authQuery());
  const me = data?.me;
  if (data === undefined || me === undefined || me === null) return null;

  const signOut = async () => {
    const response = await api.auth["sign-out"].$post();
    // A session that was gone already is out as well.
    if (!response.ok && response.status !== (401 as number)) return;
    queries.clear();
    queries.setQueryData(authQuery().queryKey, { ...data, me: null });
    await router.navigate({ to: "/sign-in" });
  };

  const label = `${t("account.label")}: ${me.name}`;
  return (
    <>
      {phone ? (
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={label} popoverTarget={id}>
          <IconUserCircle size={20} stroke={1.75} />
        </ActionIcon>
      ) : (
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          fw={500}
          aria-label={label}
          popoverTarget={id}
          leftSection={<IconUserCircle size={18} stroke={1.75} />}
          classNames={{ label: classes.who ?? "" }}
        >
          {me.name}
        </Button>
      )}
      <div id={id} ref={menu} popover="auto" className={classes.account}>
        <div className={classes.me}>
          <bdi>{me.name}</bdi>
          <bdi className={classes.dim}>{me.email}</bdi>
          <span className={classes.dim}>{t(`roles.${me.role}`)}</span>
        </div>
        <Button
          renderRoot={(props) => <Link {...props} to="/account" />}
          variant="subtle"
          color="gray"
          fullWidth
          justify="start"
          fw={500}
          leftSection={<IconUserCog size={16} />}
          onClick={() => menu.current?.hidePopover()}
        >
          {t("account.open")}
        </Button>
        <Button
          variant="subtle"
          color="gray"
          fullWidth
          justify="start"
          fw={500}
          leftSection={<IconLogout size={16} />}
          onClick={() => void signOut()}
        >
          {t("account.signOut")}
        </Button>
      </div>
    </>
  );
}
