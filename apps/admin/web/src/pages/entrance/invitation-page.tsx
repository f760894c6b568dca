import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api, troubleOf } from "../../api/client.ts";
import { authQuery, offerQuery } from "../../api/queries.ts";
import { Failed, LoadingRows } from "../../components/states.tsx";
import { Entrance } from "./entrance.tsx";
import { EntryForm } from "./entry-form.tsx";
import { NewAccountFields } from "./new-account-fields.tsx";
import { NoLink } from "./no-link.tsx";
import { ProviderButton } from "./provider-button.tsx";
import { useEntry } from "./use-entry.ts";

const route = getRouteApi("/invitation");

/** Where an invitation's link leads. */
export function InvitationPage() {
  const { t } = useTranslation();
  const { token = "" } = route.useSearch();
  const offer = useQuery({ ...offerQuery(token), enabled: token !== "" });
  const { data: auth } = useQuery(authQuery());
  const entry = useEntry((field) =>
    api.invitations.accept.$post({ json: { token, name: field("name"), password: field("password") } }),
  );
  if (token === "" || (offer.isError && troubleOf(offer.error).status === 404))
    return <NoLink help={t("entrance.askAgain")} />;
  if (offer.data === undefined)
    return (
      <Entrance title={t("entrance.invitation")}>
        {offer.isError ? <Failed query={offer} compact /> : <LoadingRows rows={4} height={44} />}
      </Entrance>
    );
  const { email, role } = offer.data;
  return (
    <Entrance title={t("entrance.invitation")} lead={t("entrance.invitationLead", { email, role: t(`roles.${role}`) })}>
      <EntryForm entry={entry} action={t("entrance.invitationAction")}>
        <NewAccountFields email={email} />
      </EntryForm>
      {auth?.oidc && <ProviderButton name={auth.oidc.name} next="/" />}
    </Entrance>
  );
}
