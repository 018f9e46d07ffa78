/** The page: connects the text, the keys, the suggestions and the microphone with the engine. */

import { RemoteEngine } from "../engine/remoteEngine";
import { App } from "./app";
import { element } from "./elements";

const missing = [
  ["WebAssembly", typeof WebAssembly],
  ["web workers", typeof Worker],
  ["Intl.Segmenter", typeof Intl.Segmenter],
].filter(([, found]) => found === "undefined");

if (missing.length) {
  const notice = element("notice", HTMLElement);
  notice.hidden = false;
  notice.textContent = `This browser lacks ${missing.map(([name]) => name).join(" and ")}. Use a current one.`;
} else {
  const worker = new Worker(new URL("../engine/worker.ts", import.meta.url), { type: "module" });
  const app = new App((hear) => new RemoteEngine(worker, hear));
  void app.start();
}
