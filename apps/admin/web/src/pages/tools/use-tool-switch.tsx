import { Button, Group } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { api, parseResponse, troubleOf } from "../../api/client.ts";
import { policyQuery, type CurrentPolicy } from "../../api/policy.ts";
import { dismiss, notify } from "../../app/notify.ts";
import { inverseOf, type Switches, withSwitches } from "./switch-tools.ts";

const mutationKey = ["tools", "switch"];
const policyKey = policyQuery().queryKey;

interface Change {
  readonly switches: Switches;
  /** What undoes it. */
  readonly inverse: Switches;
}

/**
 * Switches tools on and off: shown at once, sent one change after the other, each on the version that the one before made.
 * Many at once make one version.
 */
export function useToolSwitch(): (switches: Switches) => void {
  const queries = useQueryClient();
  const { t } = useTranslation();
  const { mutate } = useMutation({
    mutationKey,
    scope: { id: "policy" },
    mutationFn: ({ switches }: Change) => save(switches, queries.getQueryData(policyKey)),
    onMutate: async ({ switches }) => {
      await queries.cancelQueries({ queryKey: policyKey, exact: true });
      queries.setQueryData(policyKey, (old) => old && { ...old, document: withSwitches(old.document, switches) });
    },
    onSuccess: ({ version }, { switches, inverse }) => {
      queries.setQueryData(policyKey, (old) => old && { ...old, version });
      void tell(switches, () => mutate({ switches: inverse, inverse: switches }));
    },
    onError: (error) => void notify({ message: troubleOf(error).message ?? t("failed.network"), meaning: "failed" }),
    // What was shown before it was so is read anew, once nothing else is on its way.
    onSettled: () => {
      if (queries.isMutating({ mutationKey }) <= 1) void queries.invalidateQueries({ queryKey: ["policy"] });
    },
  });

  return useCallback(
    (switches) => {
      const policy = queries.getQueryData(policyKey);
      if (policy !== undefined && switches.size > 0)
        mutate({ switches, inverse: inverseOf(policy.document, switches) });
    },
    [queries, mutate],
  );

  async function tell(switches: Switches, undo: () => void): Promise<void> {
    const [name = ""] = switches.keys();
    const isOn = [...switches.values()].every(Boolean);
    const text = t(isOn ? "tools.wasSwitchedOn" : "tools.wasSwitchedOff", { count: switches.size, name });
    const id: string = await notify({
      meaning: "done",
      message: (
        <Group justify="space-between" wrap="nowrap" gap="sm">
          <span>{text}</span>
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => {
              void dismiss(id);
              undo();
            }}
          >
            {t("actions.undo")}
          </Button>
        </Group>
      ),
    });
  }
}

async function save(switches: Switches, policy: CurrentPolicy | undefined) {
  const { version, document } = policy ?? (await parseResponse(api.policy.$get({})));
  const [first, ...others] = switches;
  if (first !== undefined && others.length === 0) {
    const [name, enabled] = first;
    return parseResponse(
      api.policy.tools[":name"].$patch({
        param: { name },
        header: {},
        json: { settings: { enabled }, basedOn: version },
      }),
    );
  }
  return parseResponse(
    api.policy.$put({ header: {}, json: { document: withSwitches(document, switches), basedOn: version } }),
  );
}
