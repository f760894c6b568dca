import { Button, Group, Kbd, Menu, Text } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { IconChevronDown, IconInfoCircle } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Approval, ApprovalScope } from "../../../../src/contract/approvals.ts";
import { troubleOf } from "../../api/client.ts";
import { useMay, useMe } from "../../app/use-me.ts";
import { useSettled } from "../../components/use-settled.ts";
import { useScopeText } from "./scope-text.ts";
import classes from "./approvals.module.css";
import { wantsKeys } from "./key-switch.ts";
import { RefusalForm } from "./refusal-form.tsx";
import { settleMs } from "./settle-ms.ts";
import { useApprove, useRefuse } from "./use-decide.ts";
import { isOwnCall } from "./who-decides.ts";

const widerScopes: readonly ApprovalScope[] = [
  { kind: "minutes", minutes: 10 },
  { kind: "minutes", minutes: 60 },
  { kind: "always" },
];

/** What can be done about a waiting call, in reach of a thumb. */
export function DecisionBar({ approval }: { approval: Approval }) {
  const { t } = useTranslation();
  const me = useMe();
  const may = useMay();
  const approve = useApprove(approval.id);
  const refuse = useRefuse(approval.id);
  const [refusing, setRefusing] = useState(false);
  const isOwn = me !== undefined && isOwnCall(me, approval);
  const busy = approve.isPending || refuse.isPending;
  const decides = may("approvals.decide");
  const trouble = approve.error ?? refuse.error;
  // "Open next" of the call before stood where these are.
  const isSettled = useSettled(settleMs);

  useHotkeys([
    [
      "a",
      (event) => void (decides && !isOwn && !busy && !refusing && isMeant(event) && approve.mutate({ kind: "once" })),
    ],
    ["d", (event) => void (decides && !busy && isMeant(event) && setRefusing(true))],
  ]);

  if (!decides) return <Note text={t("approvals.mayNot")} />;
  return (
    <div className={classes.decision}>
      {isOwn && <Note text={t("approvals.ownCall")} />}
      {trouble !== null && (
        <Text c="var(--bad)" size="sm" role="alert">
          {troubleOf(trouble).message ?? t("failed.network")}
        </Text>
      )}
      {refusing ? (
        <RefusalForm busy={busy} onRefuse={(reason) => refuse.mutate(reason)} onCancel={() => setRefusing(false)} />
      ) : (
        <Group gap="xs" wrap="nowrap" className={classes.buttons} mod={{ settled: isSettled }}>
          {!isOwn && (
            <Button.Group className={classes.allow}>
              <Button
                className={classes.grow}
                loading={approve.isPending}
                disabled={busy}
                rightSection={<Key name="A" />}
                aria-keyshortcuts="a"
                onClick={() => approve.mutate({ kind: "once" })}
              >
                {t("approvals.allowOnce")}
              </Button>
              <WiderMenu disabled={busy} onChoose={(scope) => approve.mutate(scope)} />
            </Button.Group>
          )}
          <Button
            variant="outline"
            color="red"
            className={classes.refuse}
            disabled={busy}
            rightSection={<Key name="D" />}
            aria-keyshortcuts="d"
            onClick={() => setRefusing(true)}
          >
            {t("approvals.refuse")}
          </Button>
        </Group>
      )}
    </div>
  );
}

function WiderMenu({ disabled, onChoose }: { disabled: boolean; onChoose: (scope: ApprovalScope) => void }) {
  const { t } = useTranslation();
  const scopeText = useScopeText();
  return (
    <Menu position="top-end" width={320} transitionProps={{ duration: 0 }}>
      <Menu.Target>
        <Button className={classes.more} px="xs" disabled={disabled} aria-label={t("approvals.allowMore")}>
          <IconChevronDown size={16} aria-hidden />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {widerScopes.map((scope) => (
          <Menu.Item key={JSON.stringify(scope)} onClick={() => onChoose(scope)}>
            {t("approvals.allow", { scope: scopeText(scope) })}
            <Text size="xs" c="dimmed">
              {t(scope.kind === "always" ? "approvals.alwaysHelp" : "approvals.minutesHelp")}
            </Text>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function Note({ text }: { text: string }) {
  return (
    <p className={classes.note}>
      <IconInfoCircle size={16} aria-hidden />
      {text}
    </p>
  );
}

function Key({ name }: { name: string }) {
  return (
    <Kbd size="xs" className={classes.key} aria-hidden>
      {name}
    </Kbd>
  );
}

/** Not a key held down, and not one that picks from a menu or a list. */
function isMeant(event: KeyboardEvent): boolean {
  const inList = event.target instanceof Element && event.target.closest("[role=menu], [role=listbox]") !== null;
  return wantsKeys() && !event.repeat && !inList;
}
