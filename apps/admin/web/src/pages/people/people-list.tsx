import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import table from "../../components/data-table.module.css";
import { DataTable, type Column } from "../../components/data-table.tsx";
import { Empty, Failed, LoadingRows } from "../../components/states.tsx";
import { TimeAgo } from "../../components/time-ago.tsx";
import { useMe } from "../../app/use-me.ts";
import { Invitations } from "./invitations.tsx";
import classes from "./people.module.css";
import { peopleQuery, type PersonRow } from "./people-queries.ts";
import { RoleText } from "./role-text.tsx";

/** Who may sign in, and below who was invited to. */
export function PeopleList({ selected }: { selected: string | undefined }) {
  const { t } = useTranslation();
  const query = useQuery(peopleQuery());
  if (query.data === undefined) return query.isError ? <Failed query={query} /> : <LoadingRows rows={6} height={44} />;
  const { people, invitations } = query.data;
  return (
    <>
      {people.length === 0 ? (
        <Empty title={t("people.empty")} help={t("people.emptyHelp")} />
      ) : (
        <PeopleTable people={people} selected={selected} />
      )}
      <Invitations invitations={invitations} />
    </>
  );
}

function PeopleTable({ people, selected }: { people: readonly PersonRow[]; selected: string | undefined }) {
  const { t } = useTranslation();
  const columns: Column<PersonRow>[] = [
    { name: t("people.name"), render: (person) => <PersonLink person={person} /> },
    {
      name: t("people.email"),
      from: "md",
      spare: true,
      render: ({ email }) => <bdi className={table.clip}>{email}</bdi>,
    },
    { name: t("people.role"), width: 130, render: ({ role }) => <RoleText role={role} /> },
    { name: t("people.lastSeen"), width: 140, render: (person) => <LastSeen person={person} /> },
    {
      name: t("people.signsInWith"),
      from: "lg",
      spare: true,
      width: 200,
      render: ({ signsInWith }) => <Ways ways={signsInWith} />,
    },
    {
      name: t("people.second"),
      from: "lg",
      spare: true,
      width: 130,
      render: ({ hasSecondFactor }) => t(hasSecondFactor ? "people.secondOn" : "people.secondOff"),
    },
  ];
  return (
    <DataTable
      label={t("people.persons")}
      items={people}
      columns={columns}
      selected={selected}
      keyOf={({ id }) => id}
      renderCard={(person) => (
        <>
          <div className={table.cardRow}>
            <PersonLink person={person} />
            <span className={classes.keep}>
              <RoleText role={person.role} />
            </span>
          </div>
          <div className={`${table.cardRow} ${table.dim}`}>
            <bdi className={table.clip}>{person.email}</bdi>
            <span className={classes.keep}>
              <LastSeen person={person} />
            </span>
          </div>
        </>
      )}
    />
  );
}

function PersonLink({ person }: { person: PersonRow }) {
  const { t } = useTranslation();
  const isMe = useMe()?.id === `user:${person.id}`;
  return (
    <Link to="/people/$personId" params={{ personId: person.id }} className={classes.name} resetScroll={false}>
      <bdi>{person.name}</bdi>
      {isMe && <span className={classes.dim}> ({t("people.you")})</span>}
    </Link>
  );
}

function LastSeen({ person: { lastSeenAt } }: { person: PersonRow }) {
  const { t } = useTranslation();
  if (lastSeenAt !== undefined) return <TimeAgo at={lastSeenAt} />;
  return (
    <Text span inherit c="dimmed">
      {t("people.notSignedIn")}
    </Text>
  );
}

export function Ways({ ways }: { ways: PersonRow["signsInWith"] }) {
  const { t } = useTranslation();
  return ways.length === 0 ? t("people.noWay") : ways.map((way) => t(`people.way.${way}`)).join(", ");
}
