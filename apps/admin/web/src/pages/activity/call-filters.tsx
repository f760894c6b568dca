import page from "../../components/page.module.css";
import { SharedFilters } from "./shared-filters.tsx";

/** The filters of the list of calls. */
export function CallFilters() {
  return (
    <search className={page.filters}>
      <SharedFilters />
    </search>
  );
}
