import type { MiddlewareHandler } from "hono";
import { NONCE, secureHeaders } from "hono/secure-headers";

/**
 * Headers of every answer. The page runs its own files and nothing else: no inline script, no other host, no frame.
 *
 * Mantine writes its theme's CSS variables and responsive props into `<style>` elements at run time, so `style-src`
 * carries a nonce, new for every answer, which the page hands to it. Inline style attributes stay forbidden:
 * React sets styles through the CSSOM, which the policy does not concern. `data:` images are the marks in Mantine's style sheets, and what
 * tools answer with; so are `data:` sounds.
 */
export function securityHeaders(): MiddlewareHandler {
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'", NONCE],
      imgSrc: ["'self'", "data:"],
      mediaSrc: ["data:"],
      connectSrc: ["'self'"],
      manifestSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
    },
    permissionsPolicy: { camera: [], microphone: [], geolocation: [], payment: [], usb: [] },
    xFrameOptions: "DENY",
    // Whether the host speaks TLS only is for the proxy in front to say.
    strictTransportSecurity: false,
  });
}
