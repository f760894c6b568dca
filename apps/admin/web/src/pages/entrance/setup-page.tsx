import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client.ts";
import { authQuery } from "../../api/queries.ts";
import { Entrance } from "./entrance.tsx";
import { EntryForm } from "./entry-form.tsx";
import { NewAccountFields } from "./new-account-fields.tsx";
import { NoLink } from "./no-link.tsx";
import { useEntry } from "./use-entry.ts";

const route = getRouteApi("/setup");

/** Where the link leads that the server prints at its first start. */
export function SetupPage() {
  const { t } = useTranslation();
  const { token } = route.useSearch();
  const { data } = useQuery(authQuery());
  const entry = useEntry(
    (field) =>
      api.setup.$post({
        json: { token: token ?? "", name: field("name"), email: field("email"), password: field("password") },
      }),
    { next: "/welcome" },
  );
  if (token === undefined || data?.setUp === true) return <NoLink />;
  return (
    <Entrance title={t("entrance.setup")} lead={t("entrance.setupLead")}>
      <EntryForm entry={entry} action={t("entrance.setupAction")}>
        <NewAccountFields email={undefined} />
      </EntryForm>
    </Entrance>
  );
}
