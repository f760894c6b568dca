// Before everything that brings styles of its own.
import "./theme/styles.ts";
import { MantineProvider } from "@mantine/core";
import { QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { I18nextProvider } from "react-i18next";
import { troubleOf } from "./api/client.ts";
import { createLive } from "./api/live.ts";
import { authQuery } from "./api/queries.ts";
import { wantsAlerts } from "./app/alerts.ts";
import { createConsoleRouter, loadPageCode } from "./app/router.tsx";
import { FormatProvider } from "./format/format-context.tsx";
import { createI18n } from "./i18n/start-i18n.ts";
import { type Language, loadLanguage } from "./i18n/texts.ts";
import { colorSchemes, cssVariables, theme } from "./theme/theme.ts";

/** The server writes the nonce of its answer here; browsers show it to scripts as a property only. */
const nonce = document.querySelector<HTMLElement>('meta[property="csp-nonce"]')?.nonce ?? "";
// Read by the library behind Mantine's scroll lock, which adds a style sheet of its own.
Object.assign(globalThis, { __webpack_nonce__: nonce });

const queries = new QueryClient({
  queryCache: new QueryCache({
    onError(error) {
      if (troubleOf(error).status === 401) void queries.invalidateQueries({ queryKey: authQuery().queryKey });
    },
  }),
  defaultOptions: {
    queries: { retry: (count, error) => count < 1 && troubleOf(error).status !== 401, refetchOnWindowFocus: true },
  },
});
const live = createLive({
  open: () => new EventSource("/api/events"),
  page: document,
  network: globalThis,
  staysOpen: wantsAlerts,
});
const i18n = createI18n();
const router = createConsoleRouter({ queries, live });
// Every page asks who is signed in. Its code, and the texts, need not wait for the answer.
void queries.prefetchQuery(authQuery());
loadPageCode(router);
await loadLanguage(i18n, i18n.language as Language);
const container = document.querySelector("#root");

if (container !== null) {
  createRoot(container).render(
    <StrictMode>
      <I18nextProvider i18n={i18n}>
        <MantineProvider
          theme={theme}
          cssVariablesResolver={cssVariables}
          colorSchemeManager={colorSchemes}
          defaultColorScheme="auto"
          getStyleNonce={() => nonce}
        >
          <QueryClientProvider client={queries}>
            <FormatProvider>
              <RouterProvider router={router} />
            </FormatProvider>
          </QueryClientProvider>
        </MantineProvider>
      </I18nextProvider>
    </StrictMode>,
  );
}
