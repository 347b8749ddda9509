import type { ServeResponse } from './exchange.js';

const SCRIPT = `const refresh = async () => {
  try {
    const response = await fetch('/');
    if (response.ok) {
      const fresh = new DOMParser().parseFromString(await response.text(), 'text/html').querySelector('main');
      if (fresh) document.querySelector('main').replaceWith(fresh);
    }
  } catch {}
  setTimeout(refresh, 2000);
};
setTimeout(refresh, 2000);
`;

/** The script that brings the figures of the page up to date. */
export function pageScript(): ServeResponse {
  return {
    status: 200,
    headers: { 'content-type': 'text/javascript; charset=utf-8', 'x-content-type-options': 'nosniff' },
    body: SCRIPT,
  };
}
