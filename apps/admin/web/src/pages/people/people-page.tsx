import { useTranslation } from "react-i18next";
import { PageHead } from "../../components/page-head.tsx";
import page from "../../components/page.module.css";

export function PeoplePage() {
  const { t } = useTranslation();
  return (
    <div className={page.page}>
      <PageHead title={t("people.title")} lead={t("people.lead")} />
    </div>
  );
}
