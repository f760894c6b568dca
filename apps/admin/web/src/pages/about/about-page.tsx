import { useTranslation } from "react-i18next";
import { PageHead } from "../../components/page-head.tsx";
import page from "../../components/page.module.css";

export function AboutPage() {
  const { t } = useTranslation();
  return (
    <div className={page.page}>
      <PageHead title={t("about.title")} lead={t("about.lead")} />
    </div>
  );
}
