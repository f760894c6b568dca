import { useMediaQuery } from "@mantine/hooks";
import type { ReactNode } from "react";
import { DataCards } from "./data-cards.tsx";
import { DataRows } from "./data-rows.tsx";

export interface Column<Item> {
  readonly name: string;
  /** What a changed width is remembered by; the name unless told, which is another one in another language. */
  readonly id?: string;
  readonly help?: string;
  readonly numeric?: boolean;
  readonly width?: number | string;
  /** Left out on screens narrower than this breakpoint. */
  readonly from?: "md" | "lg";
  /** Left out beside an open panel. */
  readonly spare?: boolean;
  render(item: Item): ReactNode;
}

/** What was chosen, by key. It belongs to the page, so that a search that hides a row does not drop it. */
export interface Selection {
  readonly chosen: ReadonlySet<string>;
  onChange(chosen: ReadonlySet<string>): void;
}

export interface DataTableProps<Item> {
  readonly label: string;
  readonly items: readonly Item[];
  readonly columns: readonly Column<Item>[];
  /** The one whose panel is open. */
  readonly selected: string | undefined;
  /** Where given, each row has a checkbox; with Shift, all up to the last one. */
  readonly selection?: Selection | undefined;
  /** Where given, columns can be made wider and narrower, and this browser remembers it under this name. */
  readonly remember?: string;
  keyOf(item: Item): string;
  /** The same on a phone. Holds one link, which the whole card then is. */
  renderCard(item: Item): ReactNode;
}

/**
 * A table whose rows lead somewhere: the link in the first column is the row's. Arrows, Home and End move between rows,
 * Space chooses one; on a phone rows are cards. Of a long list only what is in view is in the page.
 */
export function DataTable<Item>(props: DataTableProps<Item>) {
  const phone = useMediaQuery("(max-width: 47.99em)", undefined, { getInitialValueInEffect: false }) ?? false;
  return phone ? <DataCards {...props} /> : <DataRows {...props} />;
}
