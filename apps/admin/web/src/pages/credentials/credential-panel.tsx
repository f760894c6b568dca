import { Text } from "@mantine/core";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMay } from "../../app/use-me.ts";
import { Facts, Section } from "../../components/section.tsx";
import { SidePanel } from "../../components/side-panel.tsx";
import { Empty, Failed, LoadingRows } from "../../components/states.tsx";
import { TimeAgo } from "../../components/time-ago.tsx";
import { keyOfRow, stateOfCredential, type CredentialRow } from "./credential-rows.ts";
import { CredentialTag } from "./credential-tag.tsx";
import classes from "./credentials.module.css";
import { RemoveCredential } from "./remove-credential.tsx";
import { ReplaceForm } from "./replace-form.tsx";
import { useCredentialRows } from "./use-credential-rows.ts";

const route = getRouteApi("/credentials/$name");

/** One credential, at an address of its own. Its value is nowhere in it. */
export function CredentialPanel() {
  const { t } = useTranslation();
  const { name } = route.useParams();
  const { of: principalId } = route.useSearch();
  const navigate = route.useNavigate();
  const { query, rows, nameOf } = useCredentialRows();
  const id = keyOfRow({ name, principalId });
  const row = rows?.find((one) => keyOfRow(one) === id);
  return (
    <SidePanel
      title={<code>{name}</code>}
      label={name}
      onClose={() => void navigate({ to: "/credentials", search: ({ of: _, ...old }) => old, resetScroll: false })}
    >
      {row !== undefined ? (
        <Details
          key={id}
          row={row}
          owner={principalId === undefined ? t("credentials.sharedLong") : nameOf(principalId)}
        />
      ) : rows !== undefined ? (
        <Empty title={t("credentials.gone")} help={t("credentials.goneHelp")} />
      ) : query.isError ? (
        <Failed query={query} />
      ) : (
        <LoadingRows rows={5} height={36} />
      )}
    </SidePanel>
  );
}

function Details({ row, owner }: { row: CredentialRow; owner: string }) {
  const { t } = useTranslation();
  const may = useMay();
  const { stored, tools } = row;
  const state = stateOfCredential(row);
  return (
    <>
      {state !== "ready" && <Text>{t(`credentials.stateHelp.${state}`)}</Text>}
      <Facts
        items={[
          [t("credentials.state.label"), <CredentialTag key="state" row={row} />],
          [t("credentials.owner"), <bdi key="owner">{owner}</bdi>],
          [t("credentials.created"), stored && <TimeAgo key="created" at={stored.createdAt} />],
          [t("credentials.changed"), stored && <TimeAgo key="changed" at={stored.updatedAt} />],
          [t("credentials.changedBy"), stored && <bdi key="by">{stored.updatedBy}</bdi>],
        ]}
      />
      <Section title={t("credentials.neededBy")}>
        {tools.length === 0 ? (
          <Text c="dimmed">{t("credentials.neededByNone")}</Text>
        ) : (
          <ul className={classes.tools}>
            {tools.map((tool) => (
              <li key={tool}>
                <Link to="/tools/$name" params={{ name: tool }}>
                  <code>{tool}</code>
                </Link>
              </li>
            ))}
          </ul>
        )}
      </Section>
      {may("credentials.write") && (
        <>
          <Section title={t(stored === undefined ? "credentials.set" : "credentials.replace")}>
            <ReplaceForm row={row} />
          </Section>
          {stored !== undefined && <RemoveCredential row={row} owner={owner} />}
        </>
      )}
    </>
  );
}
