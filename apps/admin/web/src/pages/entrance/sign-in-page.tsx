import { TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { SecretField } from "../../components/secret-field.tsx";
import { api } from "../../api/client.ts";
import { authQuery } from "../../api/queries.ts";
import { Snippet } from "../../components/snippet.tsx";
import { CodeStep } from "./code-step.tsx";
import { Entrance } from "./entrance.tsx";
import classes from "./entrance.module.css";
import { EntryForm } from "./entry-form.tsx";
import { ProviderButton } from "./provider-button.tsx";
import { useEntry } from "./use-entry.ts";

const route = getRouteApi("/sign-in");

export function SignInPage() {
  const { t } = useTranslation();
  const { next = "/", error, ended } = route.useSearch();
  const { data } = useQuery(authQuery());
  const [needsCode, setNeedsCode] = useState(false);
  const entry = useEntry(
    (field) => api.auth["sign-in"].$post({ json: { email: field("email"), password: field("password") } }),
    { next, onCodeNeeded: () => setNeedsCode(true) },
  );
  if (data?.setUp === false) return <NotSetUp />;
  if (needsCode) return <CodeStep next={next} onStartAgain={() => setNeedsCode(false)} />;
  return (
    <Entrance title={t("entrance.signIn")}>
      {error !== undefined && (
        <div className={classes.trouble} role="alert">
          {t(`entrance.provider.${isKnown(error) ? error : "other"}`)}
        </div>
      )}
      {ended && error === undefined && (
        <div className={classes.notice} role="status">
          {t("entrance.ended")}
        </div>
      )}
      <EntryForm entry={entry} action={t("entrance.signIn")}>
        <TextInput name="email" type="email" label={t("entrance.email")} autoComplete="username" required autoFocus />
        <SecretField
          name="password"
          label={t("entrance.password")}
          autoComplete="current-password"
          maxLength={512}
          required
        />
      </EntryForm>
      {data?.oidc && <ProviderButton name={data.oidc.name} next={next} />}
    </Entrance>
  );
}

function NotSetUp() {
  const { t } = useTranslation();
  return (
    <Entrance title={t("entrance.notSetUp")} lead={t("entrance.notSetUpHelp")}>
      <Snippet text="mcp-tools setup-link" label={t("entrance.setup")} />
    </Entrance>
  );
}

const known = ["invitation_needed", "email_not_verified", "account_not_linked"] as const;

function isKnown(error: string): error is (typeof known)[number] {
  return (known as readonly string[]).includes(error);
}
