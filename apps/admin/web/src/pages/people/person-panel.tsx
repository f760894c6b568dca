import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMay } from "../../app/use-me.ts";
import { Facts, Section } from "../../components/section.tsx";
import { SidePanel } from "../../components/side-panel.tsx";
import { Empty, Failed, LoadingRows } from "../../components/states.tsx";
import { TimeAgo } from "../../components/time-ago.tsx";
import { Ways } from "./people-list.tsx";
import { peopleQuery, type PersonRow } from "./people-queries.ts";
import { PersonSessions } from "./person-sessions.tsx";
import { PersonRole } from "./person-role.tsx";
import { RemovePerson } from "./remove-person.tsx";
import { ResetSecondFactor } from "./reset-second-factor.tsx";

const route = getRouteApi("/people/$personId");

/** One person, at an address of their own. */
export function PersonPanel() {
  const { t } = useTranslation();
  const { personId } = route.useParams();
  const navigate = route.useNavigate();
  const query = useQuery(peopleQuery());
  const person = query.data?.people.find(({ id }) => id === personId);
  const close = () => void navigate({ to: "/people", search: (old) => old, resetScroll: false });
  return (
    <SidePanel
      title={<bdi>{person?.name ?? t("pages.people")}</bdi>}
      label={person?.name ?? t("pages.people")}
      onClose={close}
    >
      {person !== undefined ? (
        <PersonDetails key={person.id} person={person} onRemoved={close} />
      ) : query.data !== undefined ? (
        <Empty title={t("people.gone")} help={t("people.goneHelp")} />
      ) : query.isError ? (
        <Failed query={query} />
      ) : (
        <LoadingRows rows={6} height={40} />
      )}
    </SidePanel>
  );
}

function PersonDetails({ person, onRemoved }: { person: PersonRow; onRemoved: () => void }) {
  const { t } = useTranslation();
  const may = useMay();
  return (
    <>
      <Facts
        items={[
          [t("people.email"), <bdi key="email">{person.email}</bdi>],
          [t("people.signsInWith"), <Ways key="ways" ways={person.signsInWith} />],
          [t("people.second"), t(person.hasSecondFactor ? "people.secondOn" : "people.secondOff")],
          [t("people.since"), <TimeAgo key="since" at={person.createdAt} />],
          [t("people.lastSeen"), person.lastSeenAt && <TimeAgo key="seen" at={person.lastSeenAt} />],
        ]}
      />
      <PersonRole person={person} />
      {may("audit.read") && (
        <Link to="/activity" search={{ principal: `user:${person.id}` }}>
          {t("people.seeActivity")}
        </Link>
      )}
      <Section title={t("people.sessions")}>
        <PersonSessions person={person} />
      </Section>
      <ResetSecondFactor person={person} />
      {may("people.write") && <RemovePerson person={person} onRemoved={onRemoved} />}
    </>
  );
}
