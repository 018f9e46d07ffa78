import { element } from "./elements";

/** Register the service worker, and return whether it serves this page's files when there is no network. */
export async function registerOffline(): Promise<boolean> {
  if (!("serviceWorker" in navigator)) return false;
  try {
    const { installing, waiting, active } = await navigator.serviceWorker.register("sw.js");
    const worker = installing ?? waiting ?? active;
    return worker !== null && (await isActivated(worker));
  } catch {
    return false; // such as in a private window: the page works, but not offline
  }
}

/** Wait until a service worker has stored the page, or given up. */
function isActivated(worker: ServiceWorker): Promise<boolean> {
  return new Promise((resolve) => {
    const look = () => {
      if (worker.state === "activated") resolve(true);
      if (worker.state === "redundant") resolve(false);
    };
    worker.addEventListener("statechange", look);
    look();
  });
}

/** Say whether the page works without a network. */
export function showOffline(ready: boolean): void {
  const place = element("offline", HTMLElement);
  place.textContent = ready ? "ready offline" : "needs it to load";
  place.classList.toggle("good", ready);
}
