import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Fold } from "./fold.tsx";
import classes from "./json-view.module.css";

/** Levels that stand open at first; what lies deeper is not rendered until opened. */
const openDepth = 3;
const stringMax = 2000;
const entriesMax = 200;

/** A JSON value, readable: every object and array can be folded, and what is long is folded at first. */
export function JsonView({ value }: { value: unknown }) {
  return (
    <Fold>
      {/* Long words scroll, so the keyboard must reach it. */}
      <div className={classes.view} tabIndex={0} role="group" aria-label="JSON">
        <Value value={value} depth={0} end="" />
      </div>
    </Fold>
  );
}

interface ValueProps {
  readonly name?: string;
  readonly value: unknown;
  readonly depth: number;
  /** The comma, where there is one. */
  readonly end: string;
}

function Value({ name, value, depth, end }: ValueProps) {
  if (typeof value === "object" && value !== null)
    return <Branch name={name ?? ""} value={value} depth={depth} end={end} />;
  return (
    <div>
      <Name name={name} />
      <Leaf value={value} />
      {end}
    </div>
  );
}

function Name({ name }: { name: string | undefined }) {
  return name === undefined || name === "" ? null : (
    <>
      <span className={classes.name}>{JSON.stringify(name)}</span>
      {": "}
    </>
  );
}

function Leaf({ value }: { value: unknown }) {
  const { t } = useTranslation();
  const [whole, setWhole] = useState(false);
  if (typeof value !== "string")
    return <span className={typeof value === "number" ? classes.number : classes.literal}>{String(value)}</span>;
  const cut = value.length > stringMax && !whole;
  return (
    <>
      <span className={classes.string}>{JSON.stringify(cut ? value.slice(0, stringMax) : value)}</span>
      {cut && (
        <button type="button" className={classes.fold} onClick={() => setWhole(true)}>
          {` … ${t("actions.loadMore")}`}
        </button>
      )}
    </>
  );
}

function Branch({ name, value, depth, end }: { name: string; value: object; depth: number; end: string }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(depth < openDepth);
  const [shown, setShown] = useState(entriesMax);
  const isArray = Array.isArray(value);
  const entries = Object.entries(value);
  const [left, right] = isArray ? ["[", "]"] : ["{", "}"];
  if (entries.length === 0) {
    return (
      <div>
        <Name name={name} />
        {left + right + end}
      </div>
    );
  }
  return (
    <div>
      <Name name={name} />
      <button
        type="button"
        className={classes.fold}
        aria-expanded={open}
        aria-label={t(open ? "actions.collapse" : "actions.expand", { name: name === "" ? "JSON" : name })}
        onClick={() => setOpen(!open)}
      >
        {open ? left : `${left} … ${entries.length} ${right}`}
      </button>
      {!open && end}
      {open && (
        <>
          <div className={classes.children}>
            {entries.slice(0, shown).map(([key, child], at) => (
              <Value
                key={key}
                {...(isArray ? {} : { name: key })}
                value={child}
                depth={depth + 1}
                end={at < entries.length - 1 ? "," : ""}
              />
            ))}
            {shown < entries.length && (
              <button type="button" className={classes.fold} onClick={() => setShown(shown + entriesMax)}>
                {`… ${t("actions.loadMore")}`}
              </button>
            )}
          </div>
          {right + end}
        </>
      )}
    </div>
  );
}
