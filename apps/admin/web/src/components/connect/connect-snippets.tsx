import { Button, Loader, Select, Text } from "@mantine/core";
import { IconExternalLink } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { Trans, useTranslation } from "react-i18next";
import { overviewQuery } from "../../api/queries.ts";
import { remembered } from "../../app/remembered.ts";
import { useMay } from "../../app/use-me.ts";
import { Snippet } from "../snippet.tsx";
import { ClientChoice } from "./client-choice.tsx";
import {
  clientNames,
  clientSnippet,
  clientTitles,
  endpointOf,
  keyPlaceholder,
  type ClientName,
  type ShellCall,
} from "./client-snippets.ts";
import { clientUrl } from "./client-url.ts";
import classes from "./connect.module.css";

interface ConnectSnippetsProps {
  /** The secret, in the one moment in which it is known. */
  readonly secret?: string | undefined;
  /** Set where the client sends a key in any case, whether or not the server asks for one. */
  readonly keyed?: boolean;
  /** Those with endpoints that the client may take instead of the one for all tools. */
  readonly toolsets?: readonly string[];
  /** What the shell calls; without it, it lists the tools. */
  readonly call?: ShellCall | undefined;
}

/** What to copy into which client, with the key where it is known. The client that was chosen last is remembered. */
export function ConnectSnippets({ secret, keyed = secret !== undefined, toolsets = [], call }: ConnectSnippetsProps) {
  const { t } = useTranslation();
  const may = useMay();
  const { data } = useQuery({ ...overviewQuery(), select: ({ connect }) => connect });
  const [client, setClient] = useState(lastClient);
  const [toolset, setToolset] = useState(toolsets.length === 1 ? toolsets[0] : undefined);
  if (data === undefined) return <Loader size="sm" aria-hidden />;
  const base = clientUrl(data, location.hostname);
  if (base === undefined) return <Text>{t("connect.noUrl")}</Text>;

  const lacksKey = secret === undefined && (keyed || data.requiresKey);
  const title = clientTitles[client] ?? t("connect.other");
  const { text, link } = clientSnippet(client, {
    url: endpointOf(base, toolset),
    name: toolset === undefined ? "mcp-tools" : `mcp-tools-${toolset}`,
    key: lacksKey ? keyPlaceholder : secret,
    call: toolset === undefined ? call : undefined,
  });
  return (
    <div className={classes.connect}>
      {toolsets.length > 0 && (
        <Select
          label={t("connect.endpoint")}
          description={t("connect.endpointHelp")}
          allowDeselect={false}
          value={toolset ?? ""}
          onChange={(value) => setToolset(value === null || value === "" ? undefined : value)}
          data={[{ value: "", label: t("connect.allTools") }, ...toolsets]}
        />
      )}
      <ClientChoice
        client={client}
        onChange={(next) => {
          remembered.set("client", next);
          setClient(next);
        }}
      />
      <Text size="sm">
        <Trans
          t={t}
          i18nKey={`connect.where.${client}`}
          values={{ sse: endpointOf(base, toolset, "sse") }}
          components={{ code: <code /> }}
        />
      </Text>
      <Snippet label={title} text={text} />
      {lacksKey && (
        <Text size="sm" c="dimmed">
          {t("connect.placeholder", { placeholder: keyPlaceholder })}{" "}
          {!keyed && may("keys.write") && <Link to="/keys/new">{t("connect.createKey")}</Link>}
        </Text>
      )}
      {/* With a placeholder it would set up a client that is refused. */}
      {link !== undefined && !lacksKey && (
        <Button
          component="a"
          href={link}
          variant="default"
          size="xs"
          leftSection={<IconExternalLink size={14} aria-hidden />}
        >
          {t("connect.open", { client: title })}
        </Button>
      )}
    </div>
  );
}

function lastClient(): ClientName {
  const last = remembered.get("client");
  return clientNames.find((name) => name === last) ?? "cursor";
}
