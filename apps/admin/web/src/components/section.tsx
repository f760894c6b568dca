import type { ReactNode } from "react";
import classes from "./page.module.css";

/** A part of a side panel with its small heading. */
export function Section({ title, action, children }: { title: string; action?: ReactNode; children: ReactNode }) {
  return (
    <section className={classes.section}>
      <h3>
        {title}
        {action}
      </h3>
      {children}
    </section>
  );
}

/** Names and values, one pair a line; pairs without a value are left out. */
export function Facts({ items }: { items: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <dl className={classes.facts}>
      {items
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => [<dt key={`${name}:name`}>{name}</dt>, <dd key={`${name}:value`}>{value}</dd>])}
    </dl>
  );
}
