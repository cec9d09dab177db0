/* Search runs in a worker, and browsers refuse workers to pages that are read from disk.
   There, a hidden frame of the same page does the work. */
(() => {
  if (location.protocol !== "file:") return;

  class FrameWorker extends EventTarget {
    constructor(url) {
      super();
      this.onmessage = null;
      this.onerror = null;
      this.frame = document.createElement("iframe");
      this.frame.hidden = true;
      document.body.append(this.frame);
      const inside = this.frame.contentWindow;
      this.ready = new Promise((resolve, reject) => {
        const script = inside.document.createElement("script");
        script.src = String(url);
        script.onload = resolve;
        script.onerror = () => {
          const event = new ErrorEvent("error", { message: `${url} could not be read` });
          this.tell(event, this.onerror);
          reject(event);
        };
        inside.postMessage = (data) => {
          const event = new MessageEvent("message", { data: structuredClone(data) });
          setTimeout(() => this.tell(event, this.onmessage));
        };
        inside.document.body.append(script);
      });
    }

    tell(event, handler) {
      this.dispatchEvent(event);
      if (handler) handler.call(this, event);
    }

    postMessage(data) {
      const deliver = () => {
        const inside = this.frame.contentWindow;
        if (inside) inside.dispatchEvent(new MessageEvent("message", { data: structuredClone(data) }));
      };
      this.ready.then(deliver, () => undefined);
    }

    terminate() {
      this.frame.remove();
    }
  }

  window.Worker = FrameWorker;
})();
