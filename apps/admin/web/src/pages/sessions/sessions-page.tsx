import { useTranslation } from "react-i18next";
import { PageHead } from "../../components/page-head.tsx";
import page from "../../components/page.module.css";

export function SessionsPage() {
  const { t } = useTranslation();
  return (
    <div className={page.page}>
      <PageHead title={t("sessions.title")} lead={t("sessions.lead")} />
    </div>
  );
}
