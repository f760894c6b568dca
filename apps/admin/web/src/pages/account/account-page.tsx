import { Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Me } from "../../../../src/contract/people.ts";
import { useMe } from "../../app/use-me.ts";
import { PageHead } from "../../components/page-head.tsx";
import page from "../../components/page.module.css";
import { Facts } from "../../components/section.tsx";
import { LoadingRows } from "../../components/states.tsx";
import classes from "./account.module.css";
import { NameForm } from "./name-form.tsx";
import { OwnSessions } from "./own-sessions.tsx";
import { PasswordForm } from "./password-form.tsx";
import { SecondFactor } from "./second-factor.tsx";

export function AccountPage() {
  const { t } = useTranslation();
  const me = useMe();
  return (
    <div className={page.page}>
      <PageHead title={t("account.title")} lead={t("account.lead")} />
      {me === undefined ? <LoadingRows rows={6} height={48} /> : <Account me={me} />}
    </div>
  );
}

function Account({ me }: { me: Me }) {
  const { t } = useTranslation();
  return (
    <div className={classes.parts}>
      <section className={classes.part}>
        <Title order={2}>{t("account.who")}</Title>
        <Facts
          items={[
            [t("people.email"), me.email && <bdi key="email">{me.email}</bdi>],
            [t("account.permissions"), `${t(`roles.${me.role}`)}: ${t(`people.roleHelp.${me.role}`)}`],
          ]}
        />
        <NameForm key={me.name} name={me.name} />
      </section>
      <section className={classes.part}>
        <Title order={2}>{t("account.password")}</Title>
        <PasswordForm email={me.email} />
      </section>
      <section className={classes.part}>
        <Title order={2}>{t("account.second.title")}</Title>
        <SecondFactor />
      </section>
      <section className={classes.part}>
        <Title order={2}>{t("account.sessions")}</Title>
        <OwnSessions />
      </section>
    </div>
  );
}
