/** `linnet web` as a person starts it. */

import { spawn } from "node:child_process";

/** Start it on a free port; the page is at `url` until `stop()`. */
export async function serve(python) {
  const program = "from linnet.cli import main; main()";
  const child = spawn(python, ["-u", "-c", program, "web", "--port", "0", "--no-browser"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const url = await new Promise((resolve, reject) => {
    child.stdout.once("data", (line) => resolve(String(line).split(" ")[0]));
    child.once("exit", (code) => reject(new Error(`linnet web ended with ${code}`)));
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  return { url, stop: () => (child.kill("SIGINT"), ended) };
}
