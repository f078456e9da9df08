import { createElement as h, useId, useRef, useState } from "react";
import { Icon } from "$/vle/icon";

const kb = (bytes) => Math.ceil(bytes / 1024).toLocaleString("en-GB");
const REFUSED = "That file could not be kept. The fault is ours. Try again in a minute.";

const sentence = (text) => {
  try {
    return JSON.parse(text).said || "";
  } catch {
    return "";
  }
};

/** Chooses or takes a dropped file and sends its bytes to `to`. Says how far it is in words, can be stopped, and offers to try again. */
export function UploadBox({ to, label, hint, accept, limit, limitWords, onDone }) {
  const id = useId();
  const request = useRef(null);
  const input = useRef(null);
  const [file, setFile] = useState(null);
  const [state, setState] = useState({ step: "idle", sent: 0, said: "" });
  const [over, setOver] = useState(false);
  const icon = (name) => h(Icon, { name });

  const finish = (xhr, chosen) => {
    const said = sentence(xhr.responseText);
    if (xhr.status >= 200 && xhr.status < 300) {
      setState({ step: "done", sent: chosen.size, said: said || `${chosen.name} has arrived.` });
      let file_id = "";
      try {
        file_id = JSON.parse(xhr.responseText).id ?? "";
      } catch {}
      onDone?.(file_id);
    } else {
      setState({ step: "refused", sent: 0, said: said || REFUSED });
    }
  };

  const send = (chosen) => {
    if (!chosen) return;
    request.current?.abort();
    setFile(chosen);
    if (limit && chosen.size > limit) return setState({ step: "refused", sent: 0, said: limitWords });
    const xhr = new XMLHttpRequest();
    request.current = xhr;
    let sent = 0;
    xhr.open("POST", to);
    xhr.setRequestHeader("Content-Type", "application/octet-stream");
    xhr.setRequestHeader("X-File-Name", encodeURIComponent(chosen.name));
    xhr.upload.onprogress = (event) => {
      sent = event.loaded;
      setState({ step: "sending", sent, said: "" });
    };
    xhr.onload = () => finish(xhr, chosen);
    xhr.onerror = () => setState({ step: "dropped", sent, said: `The line dropped at ${kb(sent)} kB. Nothing is lost on this device. Try again.` });
    xhr.onabort = () => setState({ step: "stopped", sent, said: "Stopped. Nothing was kept." });
    setState({ step: "sending", sent: 0, said: "" });
    xhr.send(chosen);
  };

  const choose = (event) => {
    send(event.target.files[0]);
    event.target.value = "";
  };
  const drop = (event) => {
    event.preventDefault();
    setOver(false);
    send(event.dataTransfer.files[0]);
  };

  const { step, sent, said } = state;
  const sending = step === "sending";
  const bad = step === "refused" || step === "dropped";
  const size = file ? kb(file.size) : "0";
  return h("div", { className: "fld" },
    h("label", { htmlFor: id }, label),
    h("p", { className: "hint", id: `${id}h` }, hint),
    h("div", { className: `drop ${over ? "bg-tint" : ""}`, onDragOver: (e) => (e.preventDefault(), setOver(true)), onDragLeave: () => setOver(false), onDrop: drop },
      h("input", { ref: input, id, type: "file", accept: accept || undefined, className: "file", disabled: sending, onChange: choose,
        "aria-describedby": `${id}h ${id}s` }),
      sending && h("div", { className: "grid gap-2 mt-3" },
        h("progress", { className: "progress-line", max: file.size, value: sent, "aria-label": `Sending ${file.name}` }),
        h("div", { className: "flex flex-wrap items-center gap-x-4 gap-y-2" },
          h("span", { className: "num text-sm" }, `Sending: ${kb(sent)} of ${size} kB.`),
          h("button", { type: "button", className: "btn btn-line btn-sm", onClick: () => request.current?.abort() }, "Stop")))),
    // Spoken: the start, each end and each fault, but not every kilobyte.
    h("div", { role: "status", id: `${id}s` },
      sending && h("span", { className: "sr-only" }, `Sending ${file.name}, ${size} kB.`),
      said && h("p", { className: bad ? "err" : step === "done" ? "st st-ok !whitespace-normal" : "hint" },
        bad ? icon("circle-alert") : step === "done" ? icon("circle-check") : null, h("span", null, said))),
    step === "dropped" && h("div", null, h("button", { type: "button", className: "btn btn-line btn-sm", onClick: () => send(file) }, "Try again")));
}
