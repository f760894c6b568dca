import { Button, Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { policyQuery, type CurrentPolicy, type Toolset } from "../../api/policy.ts";
import { overviewQuery, toolsQuery } from "../../api/queries.ts";
import { notify } from "../../app/notify.ts";
import { useMay } from "../../app/use-me.ts";
import { Confirm } from "../../components/confirm.tsx";
import { Section } from "../../components/section.tsx";
import { SidePanel } from "../../components/side-panel.tsx";
import { Snippet } from "../../components/snippet.tsx";
import { Empty, Failed, LoadingRows } from "../../components/states.tsx";
import { clientUrl } from "../../components/connect/client-url.ts";
import { resolveToolset } from "./resolve-toolset.ts";
import { SeenTools } from "./seen-tools.tsx";
import { useKeysOf, useRemoveToolset } from "./toolsets-queries.ts";

const route = getRouteApi("/toolsets/$name");

export function ToolsetPanel() {
  const { t } = useTranslation();
  const { name } = route.useParams();
  const navigate = route.useNavigate();
  const query = useQuery(policyQuery());
  const toolset = query.data?.document.toolsets.find((one) => one.name === name);
  const close = () => void navigate({ to: "/toolsets", resetScroll: false });
  return (
    <SidePanel title={<code>{name}</code>} label={name} onClose={close}>
      {query.data !== undefined && toolset !== undefined ? (
        <Details policy={query.data} toolset={toolset} onClose={close} />
      ) : query.data !== undefined ? (
        <Empty title={t("toolsets.gone")} help={t("toolsets.goneHelp")} />
      ) : query.isError ? (
        <Failed query={query} />
      ) : (
        <LoadingRows rows={8} height={40} />
      )}
    </SidePanel>
  );
}

interface DetailsProps {
  readonly policy: CurrentPolicy;
  readonly toolset: Toolset;
  readonly onClose: () => void;
}

function Details({ policy, toolset, onClose }: DetailsProps) {
  const { t } = useTranslation();
  const may = useMay();
  const { data } = useQuery(toolsQuery());
  return (
    <>
      {toolset.title !== undefined && (
        <Text fw={600}>
          <bdi>{toolset.title}</bdi>
        </Text>
      )}
      {toolset.description !== undefined && <Text style={{ whiteSpace: "pre-wrap" }}>{toolset.description}</Text>}
      {may("policy.write") && (
        <Group gap="xs">
          <Button
            size="xs"
            renderRoot={(props) => (
              <Link {...props} to="/toolsets/$name/edit" params={{ name: toolset.name }} resetScroll={false} />
            )}
          >
            {t("toolsets.edit")}
          </Button>
          <Remove policy={policy} name={toolset.name} onClose={onClose} />
        </Group>
      )}
      <Addresses name={toolset.name} />
      <Keys name={toolset.name} />
      {data !== undefined && <SeenTools tools={resolveToolset(toolset, data.tools, policy.document.tools)} />}
    </>
  );
}

function Addresses({ name }: { name: string }) {
  const { t } = useTranslation();
  const { data } = useQuery(overviewQuery());
  const url = data && clientUrl(data.connect, location.hostname);
  return (
    <Section title={t("toolsets.addresses")}>
      {data !== undefined && url === undefined && <Text>{t("toolsets.noAddress")}</Text>}
      {url !== undefined &&
        (["http", "sse"] as const).map((kind) => (
          <div key={kind}>
            <Text size="xs" c="dimmed">
              {t(`toolsets.${kind}`)}
            </Text>
            <Snippet text={`${url}/${kind === "http" ? "mcp" : "sse"}/${name}`} label={t(`toolsets.${kind}`)} />
          </div>
        ))}
    </Section>
  );
}

function Keys({ name }: { name: string }) {
  const { t } = useTranslation();
  const keys = useKeysOf(name);
  if (keys === undefined) return null;
  return (
    <Section title={t("toolsets.keys")}>
      <Text>{keys.length === 0 ? t("toolsets.noKeys") : <KeyNames keys={keys} />}</Text>
      <Text size="xs" c="dimmed">
        {t("toolsets.keysHelp")}
      </Text>
    </Section>
  );
}

function KeyNames({ keys }: { keys: readonly string[] }) {
  return keys.map((key) => (
    <bdi key={key} style={{ marginInlineEnd: 12 }}>
      <code>{key}</code>
    </bdi>
  ));
}

function Remove({ policy, name, onClose }: { policy: CurrentPolicy; name: string; onClose: () => void }) {
  const { t } = useTranslation();
  const [isAsking, setAsking] = useState(false);
  const keys = useKeysOf(name) ?? [];
  const rules = policy.document.rules.filter(({ match }) => match.toolsets?.includes(name)).length;
  const remove = useRemoveToolset(() => {
    void notify({ message: t("toolsets.removed", { name }), meaning: "done" });
    onClose();
  });
  return (
    <>
      <Button size="xs" variant="subtle" color="red" onClick={() => setAsking(true)}>
        {t("toolsets.remove")}
      </Button>
      <Confirm
        opened={isAsking}
        title={t("toolsets.removeTitle", { name })}
        action={t("toolsets.remove")}
        name={name}
        busy={remove.isPending}
        onConfirm={() => remove.mutate({ name, basedOn: policy.version }, { onError: () => setAsking(false) })}
        onClose={() => setAsking(false)}
      >
        <p>{t("toolsets.removeHelp")}</p>
        {keys.length > 0 && (
          <p>
            {t("toolsets.losing", { count: keys.length })} <KeyNames keys={keys} />
          </p>
        )}
        {rules > 0 && <p>{t("toolsets.rulesNaming", { count: rules })}</p>}
      </Confirm>
    </>
  );
}
