import { SegmentedControl } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { CurrentPolicy } from "../../api/policy.ts";
import { notify } from "../../app/notify.ts";
import { AccessTag } from "../../components/access-tag.tsx";
import { EffectTag } from "../../components/effect-tag.tsx";
import classes from "./rules.module.css";
import { useSetDefault } from "./rules-queries.ts";

/** What decides where no rule fits: the last rows of the list. */
export function Defaults({ policy, mayChange }: { policy: CurrentPolicy; mayChange: boolean }) {
  const { t } = useTranslation();
  const change = useSetDefault(() => void notify({ message: t("rules.defaultSaved"), meaning: "done" }));
  const pending = change.isPending ? change.variables : undefined;
  return (
    <ul className={classes.list}>
      {(["read", "write", "destructive"] as const).map((access) => (
        <li key={access} className={classes.row} data-plain>
          <div className={classes.default}>
            <span id={`default-${access}`}>{t(`rules.defaultOf.${access}`)}</span>
            <AccessTag access={access} />
          </div>
          {mayChange ? (
            <SegmentedControl
              size="xs"
              aria-labelledby={`default-${access}`}
              disabled={change.isPending}
              value={pending?.access === access ? pending.effect : policy.document.defaults[access]}
              onChange={(effect) => change.mutate({ access, effect, basedOn: policy.version })}
              data={(["allow", "ask", "refuse"] as const).map((value) => ({
                value,
                label: t(`rules.effects.${value}`),
              }))}
            />
          ) : (
            <EffectTag effect={policy.document.defaults[access]} />
          )}
        </li>
      ))}
    </ul>
  );
}
