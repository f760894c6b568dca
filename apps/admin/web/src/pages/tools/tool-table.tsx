import { Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { memo, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { readToolsSearch } from "../../app/search.ts";
import { AccessTag } from "../../components/access-tag.tsx";
import table from "../../components/data-table.module.css";
import { DataTable, type Column, type Selection } from "../../components/data-table.tsx";
import { useFormat } from "../../format/format-context.tsx";
import type { ShownTool } from "./shown-tools.ts";
import type { Switches } from "./switch-tools.ts";
import classes from "./tools.module.css";

interface ToolTableProps {
  readonly tools: readonly ShownTool[];
  readonly selected: string | undefined;
  /** The panel takes most of the width. */
  readonly isNarrow: boolean;
  /** Undefined: the reader may not know, or not change it. */
  readonly onSwitch: ((switches: Switches) => void) | undefined;
  readonly withState: boolean;
  readonly selection: Selection | undefined;
}

const keyOf = ({ name }: ShownTool) => name;

/** Kept as it is while only what is typed changes. */
export const ToolTable = memo(function ToolTable(props: ToolTableProps) {
  const { tools, selected, isNarrow, onSwitch, withState, selection } = props;
  const { t } = useTranslation();
  const columns = useColumns(props);
  return (
    <DataTable
      label={t("pages.tools")}
      items={tools}
      columns={columns}
      selected={selected}
      selection={isNarrow ? undefined : selection}
      {...(selected === undefined && { remember: "tools" })}
      keyOf={keyOf}
      renderCard={(shown) => (
        <>
          <div className={table.cardRow}>
            <ToolLink shown={shown} />
            <AccessTag access={shown.tool.access} />
          </div>
          <Text size="sm" className={classes.description}>
            <bdi>{shown.description}</bdi>
          </Text>
          {withState && (
            <div className={classes.cardSwitch}>
              <State shown={shown} onSwitch={onSwitch} />
              <span>{t(shown.isOn ? "tools.on" : "tools.off")}</span>
            </div>
          )}
        </>
      )}
    />
  );
});

function useColumns({ selected, isNarrow, withState, onSwitch }: ToolTableProps): Column<ShownTool>[] {
  const { t } = useTranslation();
  const format = useFormat();
  return useMemo(() => {
    const name: Column<ShownTool> = {
      id: "name",
      name: t("tools.name"),
      ...(selected === undefined && { width: "28%" }),
      render: (shown) => <ToolLink shown={shown} />,
    };
    const state: Column<ShownTool> = {
      id: "state",
      name: t("tools.state"),
      width: 72,
      render: (shown) => <State shown={shown} onSwitch={onSwitch} />,
    };
    const access: Column<ShownTool> = {
      id: "access",
      name: t("tools.access"),
      width: 130,
      render: ({ tool }) => <AccessTag access={tool.access} />,
    };
    if (isNarrow) return withState ? [name, state] : [name];
    return [
      name,
      {
        id: "description",
        name: t("tools.description"),
        from: "md",
        spare: true,
        render: ({ description }) => (
          <span className={classes.description}>
            <bdi>{description}</bdi>
          </span>
        ),
      },
      {
        id: "pack",
        name: t("tools.pack"),
        width: 110,
        spare: true,
        render: ({ tool }) => (
          <bdi className={table.clip} title={tool.pack}>
            {tool.pack}
          </bdi>
        ),
      },
      access,
      {
        id: "tokens",
        name: t("tools.tokens"),
        help: t("tools.tokensHelp"),
        numeric: true,
        width: 80,
        render: ({ tool }) => format.number(tool.tokens),
      },
      ...(withState ? [state] : []),
    ];
  }, [t, format, selected, isNarrow, withState, onSwitch]);
}

function State({ shown: { name, isOn }, onSwitch }: { shown: ShownTool; onSwitch: ToolTableProps["onSwitch"] }) {
  const { t } = useTranslation();
  if (onSwitch === undefined) return <span>{t(isOn ? "tools.on" : "tools.off")}</span>;
  return (
    <input
      type="checkbox"
      role="switch"
      className={classes.switch}
      checked={isOn}
      aria-label={t(isOn ? "tools.switchOff" : "tools.switchOn", { name })}
      onChange={() => onSwitch(new Map([[name, !isOn]]))}
    />
  );
}

function ToolLink({ shown: { name, title, isOn } }: { shown: ShownTool }) {
  return (
    <Link
      to="/tools/$name"
      params={{ name }}
      search={readToolsSearch}
      className={classes.name}
      data-off={!isOn}
      resetScroll={false}
    >
      <code>{name}</code>
      {title !== undefined && <bdi className={classes.title}>{title}</bdi>}
    </Link>
  );
}
