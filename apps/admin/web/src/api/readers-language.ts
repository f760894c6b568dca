/** `message` of the server in the page's language, as far as there are words for it. */
export async function inReadersLanguage(message: string, language = document.documentElement.lang): Promise<string> {
  if (!language.startsWith("zh")) return message;
  try {
    const { translateRefusal } = await import("../i18n/translate-refusal.ts");
    return translateRefusal(message);
  } catch {
    // Where the server is gone, its code cannot be had either: English says more than nothing.
    return message;
  }
}

/** A `fetch` that says in the page's language what the server refused with. */
export const fetchInReadersLanguage: typeof fetch = async (input, init) => {
  const response = await fetch(input, init);
  return response.ok ? response : translateProblem(response);
};

async function translateProblem(response: Response): Promise<Response> {
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => undefined);
  if (!isProblem(body)) return response;
  const { status, statusText, headers } = response;
  const error = { ...body.error, message: await inReadersLanguage(body.error.message) };
  return new Response(JSON.stringify({ ...body, error }), { status, statusText, headers });
}

/** Whether it is the body of an answer that is not 2xx. */
export function isProblem(body: unknown): body is { error: { message: string; requestId?: string } } {
  return (
    typeof body === "object" &&
    body !== null &&
    "error" in body &&
    typeof body.error === "object" &&
    body.error !== null &&
    "message" in body.error &&
    typeof body.error.message === "string"
  );
}
