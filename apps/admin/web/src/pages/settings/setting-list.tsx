import { Button, Switch, TextInput } from "@mantine/core";
import { IconFileText, IconLeaf, IconPointFilled, IconSearch, IconTerminal2 } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { SettingView } from "../../../../src/contract/settings.ts";
import page from "../../components/page.module.css";
import { Prose } from "../../components/prose.tsx";
import { Empty, Failed, LoadingRows } from "../../components/states.tsx";
import { Tag } from "../../components/tag.tsx";
import { filterSettings } from "./filter-settings.ts";
import { settingsQuery } from "./settings-queries.ts";
import type { SettingsSearch } from "./settings-search.ts";
import classes from "./settings.module.css";

const route = getRouteApi("/settings");

/** Every setting of the process that answers. */
export function SettingList() {
  const { t, i18n } = useTranslation();
  const search = route.useSearch();
  const query = useQuery(settingsQuery(i18n.language));
  if (query.data === undefined) return query.isError ? <Failed query={query} /> : <LoadingRows rows={10} height={56} />;
  const { settings } = query.data;
  if (settings.length === 0) return <Empty title={t("settings.empty")} help={t("settings.emptyHelp")} />;
  const found = filterSettings(settings, search);
  return (
    <>
      <p className={classes.note}>
        {t("settings.restart")} {t("settings.restartHelp")}
      </p>
      <Filters found={found.length} />
      {found.length === 0 ? (
        <NoMatch />
      ) : (
        <ul className={classes.list} aria-label={t("settings.values")}>
          {found.map((setting) => (
            <Row key={setting.name} setting={setting} />
          ))}
        </ul>
      )}
    </>
  );
}

function Filters({ found }: { found: number }) {
  const { t } = useTranslation();
  const { q = "", set } = route.useSearch();
  const change = useChange();
  return (
    <search className={page.filters}>
      <TextInput
        className={page.search}
        type="search"
        aria-label={t("settings.search")}
        placeholder={t("settings.searchPlaceholder")}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={q}
        onChange={(event) => change({ q: event.currentTarget.value })}
      />
      <Switch
        className={classes.switch}
        label={t("settings.onlyChanged")}
        checked={set === "only"}
        onChange={(event) => change({ set: event.currentTarget.checked ? "only" : undefined })}
      />
      <span className={page.count} role="status">
        {t("settings.found", { count: found })}
      </span>
    </search>
  );
}

function NoMatch() {
  const { t } = useTranslation();
  const change = useChange();
  return (
    <Empty title={t("settings.noMatch")}>
      <Button variant="default" size="xs" onClick={() => change({ q: "", set: undefined })}>
        {t("actions.clear")}
      </Button>
    </Empty>
  );
}

function Row({ setting }: { setting: SettingView }) {
  const { t } = useTranslation();
  const { name, description, value, default: fallback, isSet, secret, source } = setting;
  return (
    <li className={classes.row}>
      <div>
        <code className={classes.name}>{name}</code>
        <div className={classes.description}>
          <Prose text={description} />
        </div>
      </div>
      <div>
        {value !== undefined ? (
          <code>{value}</code>
        ) : (
          <span className={classes.dim}>{t(secret && isSet ? "settings.secretSet" : "settings.notSet")}</span>
        )}
        {fallback !== undefined && fallback !== value && source !== "default" && (
          <div className={classes.description}>{t("settings.default", { value: fallback })}</div>
        )}
      </div>
      <div>{isSet && <SourceTag source={source} />}</div>
    </li>
  );
}

const looks = {
  default: { meaning: "unknown", icon: IconPointFilled },
  file: { meaning: "waiting", icon: IconFileText },
  environment: { meaning: "waiting", icon: IconLeaf },
  flag: { meaning: "waiting", icon: IconTerminal2 },
} as const;

function SourceTag({ source }: Pick<SettingView, "source">) {
  const { t } = useTranslation();
  return (
    <Tag {...looks[source]} help={t(`settings.sourceHelp.${source}`)}>
      {t(`settings.source.${source}`)}
    </Tag>
  );
}

/** Changes some filters and keeps the others; an empty one leaves the address. */
function useChange() {
  const navigate = route.useNavigate();
  return (change: { q?: string; set?: "only" | undefined }) =>
    void navigate({
      to: ".",
      replace: true,
      search: (old) =>
        Object.fromEntries(
          Object.entries({ ...old, ...change }).filter(([, value]) => value !== "" && value !== undefined),
        ) as SettingsSearch,
    });
}
